'use client';

import { Radio as BaseRadio } from '@base-ui/react/radio';
import { RadioGroup as BaseRadioGroup } from '@base-ui/react/radio-group';
import { cn } from '@/components/ui/cn';

type RadioGroupProps<Value> = Omit<BaseRadioGroup.Props<Value>, 'className'> & { className?: string };

/** One choice of several. Name it by `aria-labelledby` or an enclosing Fieldset. */
export function RadioGroup<Value>({ className, ...props }: RadioGroupProps<Value>) {
  return <BaseRadioGroup {...props} className={cn('flex flex-col', className)} />;
}

type RadioProps<Value> = Omit<BaseRadio.Root.Props<Value>, 'className'> & { className?: string };

/** One of a {@link RadioGroup}. Name it by an enclosing `<label>`. */
export function Radio<Value>({ className, ...props }: RadioProps<Value>) {
  return (
    <BaseRadio.Root
      {...props}
      className={cn(
        'tap-target grid size-[18px] shrink-0 place-items-center rounded-full border-[1.5px] border-border-strong bg-surface transition-colors',
        'data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60',
        className,
      )}
    >
      <BaseRadio.Indicator className="size-1.5 rounded-full bg-on-accent" />
    </BaseRadio.Root>
  );
}
