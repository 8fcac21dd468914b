'use client';

import { useLinkStatus } from 'next/link';
import { cn } from '@/components/ui/cn';

/**
 * Inside a link that is `relative`: a line under it while its page is on the way, once that takes a moment. What comes
 * then is told to screen readers by Next itself.
 */
export function LinkPending({ className }: { className?: string }) {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden="true"
      className={cn(
        'pointer-events-none absolute base:inset-x-0 base:bottom-0 h-0.5 rounded-full bg-current transition-opacity',
        pending ? 'animate-pulse delay-100 [animation-delay:250ms]' : 'opacity-0',
        className,
      )}
    />
  );
}
