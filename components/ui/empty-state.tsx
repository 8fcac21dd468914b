import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';

interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  /** The way on. */
  action?: ReactNode;
  /** 1 where it is all of the page, else 2. */
  level?: 1 | 2;
}

/** Says that there is nothing here, why, and the way on. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <Card className="flex flex-col items-center gap-4 px-6 py-12 text-center">
      {icon && (
        <div className="grid size-12 place-items-center rounded-full bg-accent-soft text-accent [&_svg]:size-6">
          {icon}
        </div>
      )}
      <Heading className="text-xl font-semibold text-balance">{title}</Heading>
      {children && (
        <div className="flex max-w-[56ch] flex-col gap-4 text-pretty text-text-muted">{children}</div>
      )}
      {action}
    </Card>
  );
}
