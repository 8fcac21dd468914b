'use client';

import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { cn } from '@/components/ui/cn';

type SwitchProps = Omit<BaseSwitch.Root.Props, 'className'> & {
  className?: string;
  /** The change is on its way: the switch shows where it goes and cannot be flipped again. */
  busy?: boolean;
};

/** On or off, at once. Name it by `aria-label` or an enclosing `<label>`. */
export function Switch({ className, busy = false, ...props }: SwitchProps) {
  return (
    <BaseSwitch.Root
      {...props}
      readOnly={props.readOnly || busy}
      aria-busy={busy || undefined}
      className={cn(
        'tap-target inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-border-strong p-0.5 transition-colors',
        'data-checked:bg-accent data-disabled:opacity-60 aria-busy:opacity-70',
        className,
      )}
    >
      <BaseSwitch.Thumb className="size-4 rounded-full bg-surface transition-transform data-checked:translate-x-4 data-checked:bg-on-accent" />
    </BaseSwitch.Root>
  );
}
