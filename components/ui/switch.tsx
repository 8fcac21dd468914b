import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';

type SwitchProps = Omit<ComponentProps<'button'>, 'onChange' | 'onClick' | 'type' | 'role'> & {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** The change is on its way: the switch shows where it goes and cannot be flipped again. */
  busy?: boolean;
};

/** On or off, at once. A button by nature: the keyboard and labels need nothing more. Name it by `aria-label` or an enclosing `<label>`. */
export function Switch({
  checked,
  onCheckedChange,
  className,
  busy = false,
  disabled = false,
  ...props
}: SwitchProps) {
  const isOff = busy || disabled;
  return (
    <button
      {...props}
      type="button"
      role="switch"
      aria-checked={checked}
      aria-busy={busy || undefined}
      // Not `disabled`: such an element loses focus, and with it the place on the page of who works by keyboard.
      aria-disabled={isOff || undefined}
      onClick={() => !isOff && onCheckedChange(!checked)}
      className={cn(
        'tap-target inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-border-strong p-0.5 transition-colors',
        'aria-checked:bg-accent aria-disabled:opacity-60',
        className,
      )}
    >
      <span
        aria-hidden="true"
        className={cn(
          'size-4 rounded-full transition-transform',
          checked ? 'translate-x-4 bg-on-accent' : 'bg-surface',
        )}
      />
    </button>
  );
}
