import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';

/** A surface of its own for things that belong together. */
export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div {...props} className={cn('rounded-lg border base:border-border bg-surface', className)} />;
}
