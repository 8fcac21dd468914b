'use client';

import { Button as BaseButton } from '@base-ui/react/button';
import { LoaderCircle } from 'lucide-react';
import { type ButtonVariants, buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';

type ButtonProps = Omit<BaseButton.Props, 'className' | 'focusableWhenDisabled'> &
  ButtonVariants & {
    className?: string;
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
  children,
  ...props
}: ButtonProps) {
  return (
    <BaseButton
      {...props}
      // A disabled element loses focus, and with it the place on the page of who works by keyboard.
      focusableWhenDisabled
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(buttonVariants({ variant, size }), className)}
    >
      <span className={cn('inline-flex items-center gap-2', busy && 'opacity-0')}>{children}</span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center" aria-hidden="true">
          <LoaderCircle className="motion-safe:animate-spin" />
        </span>
      )}
    </BaseButton>
  );
}
