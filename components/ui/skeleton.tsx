import { cn } from '@/components/ui/cn';

/** Stands where something comes; give it that thing's size. Hidden from screen readers: say "loading" once, beside it. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={cn('base:rounded-sm bg-border motion-safe:animate-pulse', className)}
    />
  );
}
