import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

interface BadgeProps {
  /** `chip` for a value among others, `outline` for what marks a thing: a plan, a test. */
  variant?: 'chip' | 'outline';
  className?: string;
  children: ReactNode;
}

/** A word that belongs to something. */
export function Badge({ variant = 'chip', className, children }: BadgeProps) {
  return (
    <span
      className={cn(
        'inline-flex h-[22px] items-center gap-1 text-xs whitespace-nowrap text-text-muted',
        variant === 'chip' && 'rounded-[6px] bg-surface-sunken px-2',
        variant === 'outline' && 'rounded-full border border-border px-2',
        className,
      )}
    >
      {children}
    </span>
  );
}
