import { CircleCheck, CircleEllipsis, CirclePause, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { DeliveryStatus } from '@/lib/webhooks/core/delivery-state';

/** Each status by icon, word and colour: none of the three is the only sign. */
const LOOKS: Record<DeliveryStatus, { icon: LucideIcon; text: string; soft: string; line: string }> = {
  success: { icon: CircleCheck, text: 'text-success', soft: 'bg-success-soft', line: 'border-success/40' },
  failure: { icon: CircleX, text: 'text-failure', soft: 'bg-failure-soft', line: 'border-failure/40' },
  timeout: { icon: Clock, text: 'text-timeout', soft: 'bg-timeout-soft', line: 'border-timeout/40' },
  pending: { icon: CircleEllipsis, text: 'text-pending', soft: 'bg-pending-soft', line: 'border-pending/40' },
  held: { icon: CirclePause, text: 'text-held', soft: 'bg-held-soft', line: 'border-held/40' },
};

/** Background and border of a status, for a box that says the same thing over a larger area. */
export function statusBoxClassNames(status: DeliveryStatus): { soft: string; line: string } {
  return LOOKS[status];
}

interface StatusPillProps {
  status: DeliveryStatus;
  /** `plain` where the background already says it. */
  variant?: 'pill' | 'plain';
  className?: string;
}

/** The status of a delivery in the reader's language. Needs the `status` messages. */
export function StatusPill({ status, variant = 'pill', className }: StatusPillProps) {
  const t = useTranslations('status');
  const { icon: Icon, text, soft } = LOOKS[status];
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 font-medium whitespace-nowrap',
        text,
        variant === 'pill' && ['h-6 rounded-full pr-2.5 pl-2 text-xs', soft],
        className,
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden="true" />
      {t(status)}
    </span>
  );
}
