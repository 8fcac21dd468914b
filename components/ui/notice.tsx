import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { cn } from '@/components/ui/cn';

type Tone = 'info' | 'success' | 'warning' | 'failure';

const LOOKS: Record<Tone, { icon: LucideIcon; box: string; text: string }> = {
  info: { icon: Info, box: 'border-pending/35 bg-pending-soft', text: 'text-pending' },
  success: { icon: CircleCheck, box: 'border-success/35 bg-success-soft', text: 'text-success' },
  warning: { icon: TriangleAlert, box: 'border-timeout/35 bg-timeout-soft', text: 'text-timeout' },
  failure: { icon: CircleAlert, box: 'border-failure/35 bg-failure-soft', text: 'text-failure' },
};

interface NoticeProps {
  tone?: Tone;
  title?: ReactNode;
  /** What can be done about it, at the end of the line. */
  actions?: ReactNode;
  /** `alert` for what answers the last press and is put in only then; none for what stands on the page. */
  role?: 'alert' | 'status';
  ref?: Ref<HTMLDivElement>;
  tabIndex?: number;
  className?: string;
  children?: ReactNode;
}

/** Something to know, at its place on the page. */
export function Notice({ tone = 'info', title, actions, className, children, ...props }: NoticeProps) {
  const { icon: Icon, box, text } = LOOKS[tone];
  return (
    <div
      {...props}
      className={cn(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border px-4 py-3',
        box,
        className,
      )}
    >
      <div className="flex min-w-0 grow basis-80 gap-2.5">
        <Icon className={cn('mt-0.5 size-4 shrink-0', text)} aria-hidden="true" />
        <div className="min-w-0 break-words">
          {title && <p className="font-semibold">{title}</p>}
          {children}
        </div>
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
