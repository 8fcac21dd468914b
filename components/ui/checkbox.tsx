'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import { cn } from '@/components/ui/cn';

type CheckboxProps = Omit<BaseCheckbox.Root.Props, 'className'> & { className?: string };

/** A box to tick. Name it by an enclosing `<label>`. */
export function Checkbox({ className, ...props }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      {...props}
      className={cn(
        'tap-target grid size-[18px] shrink-0 place-items-center rounded-[5px] border-[1.5px] border-border-strong bg-surface text-on-accent transition-colors',
        'data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent',
        'aria-invalid:border-failure data-disabled:opacity-60',
        className,
      )}
    >
      <BaseCheckbox.Indicator
        render={(indicator, state) => (
          <span {...indicator} className="grid">
            {state.indeterminate ? (
              <Minus className="size-3.5" strokeWidth={3} aria-hidden="true" />
            ) : (
              <Check className="size-3.5" strokeWidth={3} aria-hidden="true" />
            )}
          </span>
        )}
      />
    </BaseCheckbox.Root>
  );
}
