import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import { type ButtonVariants, buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';

type ButtonProps = ComponentProps<'button'> &
  ButtonVariants & {
    /** Work is under way: the button keeps its width, name and focus, and cannot be pressed again. */
    busy?: boolean;
  };

/** A button. `type` is `button` unless said otherwise. */
export function Button({
  variant,
  size,
  className,
  busy = false,
  disabled = false,
  onClick,
  type = 'button',
  children,
  ...props
}: ButtonProps) {
  const isOff = busy || disabled;
  return (
    <button
      {...props}
      type={type}
      // Not `disabled`: such an element loses focus, and with it the place on the page of who works by keyboard.
      aria-disabled={isOff || undefined}
      aria-busy={busy || undefined}
      onClick={isOff ? (event) => event.preventDefault() : onClick}
      className={cn(buttonVariants({ variant, size }), className)}
    >
      <span className={cn('inline-flex items-center gap-2', busy && 'opacity-0')}>{children}</span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center" aria-hidden="true">
          <LoaderCircle className="motion-safe:animate-spin" />
        </span>
      )}
    </button>
  );
}
