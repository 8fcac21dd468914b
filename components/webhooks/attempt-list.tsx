'use client';

import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { StatusPill } from '@/components/ui/status-pill';
import { Time } from '@/components/ui/time';
import { attemptTimeline, type TimelinePart, type TimelinePhase } from '@/lib/webhooks/core/attempt-timeline';
import { statusLine } from '@/lib/webhooks/core/http-status';
import type { AttemptDto } from '@/lib/webhooks/dtos';

interface AttemptListProps {
  attempts: readonly AttemptDto[];
  /** The number of the attempt whose request and answer are shown. */
  shown: number;
  onShow: (number: number) => void;
}

/** Darker with each step of the way; the words under the bar say the same. */
const SHADES: Record<TimelinePhase, string> = {
  dns: 'bg-accent/35',
  connect: 'bg-accent/50',
  tls: 'bg-accent/70',
  first_byte: 'bg-accent',
  waiting: 'bg-border-strong',
  rest: 'bg-border-strong',
};

/** Every attempt, the newest first, with its time by phase. One of several can be chosen to be looked at. */
export function AttemptList({ attempts, shown, onShow }: AttemptListProps) {
  const t = useTranslations('deliveries.detail');
  return (
    <Card className="overflow-hidden">
      <ol reversed className="divide-y divide-border">
        {attemptTimeline(attempts).map(({ attempt, parts }) => (
          <li
            key={attempt.number}
            className={cn('px-5 py-3', attempts.length > 1 && attempt.number === shown && 'bg-accent-soft')}
          >
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              {attempts.length > 1 ? (
                <button
                  type="button"
                  aria-pressed={attempt.number === shown}
                  onClick={() => onShow(attempt.number)}
                  className="tap-target rounded-sm font-medium underline decoration-border-strong underline-offset-4 hover:decoration-current"
                >
                  {t('attempt', { number: attempt.number })}
                </button>
              ) : (
                <span className="font-medium">{t('attempt', { number: attempt.number })}</span>
              )}
              <StatusPill status={attempt.outcome} />
              <code className="text-text">
                {attempt.status_code === null ? attempt.code : statusLine(attempt.status_code)}
              </code>
              <span className="text-text-muted">
                {t(
                  attempt.number === 1 && attempt.trigger === 'resend'
                    ? 'trigger.sent_first'
                    : `trigger.${attempt.trigger}`,
                )}
              </span>
              <span className="ml-auto text-text-muted">
                <Time value={attempt.started_at} show="exact" />
              </span>
            </div>
            <Phases parts={parts} total={attempt.duration_ms} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Phases({ parts, total }: { parts: readonly TimelinePart[]; total: number }) {
  const t = useTranslations('deliveries.detail');
  return (
    <>
      <div
        className="mt-2 flex h-1.5 gap-px overflow-hidden rounded-full bg-surface-sunken"
        aria-hidden="true"
      >
        {parts.map(({ phase, percent }) => (
          <span key={phase} className={SHADES[phase]} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <p className="mt-1 text-xs text-text-muted tabular-nums">
        {[
          ...parts.map(({ phase, ms }) => t('phase', { phase: t(`phases.${phase}`), ms })),
          ...(parts.length > 1 ? [t('total', { ms: total })] : []),
        ].join(' · ')}
      </p>
    </>
  );
}
