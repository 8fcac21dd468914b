import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

interface CodeBlockProps {
  /** Names the block for screen readers. */
  label: string;
  /** Long lines are broken instead of scrolled. */
  wrap?: boolean;
  className?: string;
  children: ReactNode;
}

/** Text as programs write it, inert whatever it holds. */
export function CodeBlock({ label, wrap = false, className, children }: CodeBlockProps) {
  return (
    <section
      aria-label={label}
      // What does not fit scrolls inside, so the keyboard must be able to get there.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs focus
      tabIndex={0}
      className={cn(
        'base:max-h-96 overflow-auto print:max-h-none print:overflow-visible rounded-md bg-surface-sunken px-3.5 py-3',
        className,
      )}
    >
      <pre className={cn('font-mono leading-[18px]', wrap && 'break-all whitespace-pre-wrap')}>
        {children}
      </pre>
    </section>
  );
}
