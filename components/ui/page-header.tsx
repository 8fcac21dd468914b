import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  lead?: ReactNode;
  /** What can be done on the page as a whole. */
  actions?: ReactNode;
}

/** The heading of a page. It can be given focus by script, when what had it went away. */
export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 grow basis-72">
        <h1
          id="page-title"
          tabIndex={-1}
          className="text-3xl font-semibold tracking-tight break-words outline-none"
        >
          {title}
        </h1>
        {lead && <p className="mt-1 max-w-[62ch] text-pretty text-text-muted">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2 pt-0.5">{actions}</div>}
    </div>
  );
}
