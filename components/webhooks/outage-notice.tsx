'use client';

import { useQueryClient } from '@tanstack/react-query';
import { BellOff } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { Menu } from '@/components/ui/menu';
import { Notice } from '@/components/ui/notice';
import { useClockTime } from '@/components/ui/use-clock-time';
import { useAction } from '@/components/use-action';
import { paths } from '@/lib/paths';
import { dismissOutageAction } from '@/lib/webhooks/actions/dismiss-outage';
import { snoozeAlertsAction } from '@/lib/webhooks/actions/snooze-alerts';
import { type DiagnosisCase, diagnosisKeys } from '@/lib/webhooks/core/diagnosis';
import { withShare } from '@/lib/webhooks/core/missed-share';
import type { RecoveryDto, WebhookDto } from '@/lib/webhooks/dtos';
import type { StartResendInput } from '@/lib/webhooks/schemas';

interface OutageNoticeProps {
  webhook: WebhookDto;
  outage: NonNullable<RecoveryDto['outage']>;
  snoozedUntil: string | null;
  /** Only single attempts are made. */
  isPaused: boolean;
  mayChange: boolean;
  busy: boolean;
  onResend: (input: StartResendInput) => void;
  onChange: () => void;
}

const SNOOZE_HOURS = [1, 24, 168] as const;

/** From when to when nothing arrived, how much that was, and what can be done about it. Needs `recovery`, `diagnosis`, `errors`. */
export function OutageNotice({
  webhook,
  outage,
  snoozedUntil,
  isPaused,
  mayChange,
  busy,
  onResend,
  onChange,
}: OutageNoticeProps) {
  const t = useTranslations('recovery');
  const client = useQueryClient();
  const clockTime = useClockTime();
  const snooze = useAction(snoozeAlertsAction);
  const dismiss = useAction(dismissOutageAction);
  const since = clockTime(outage.started_at);
  const isOver = outage.ended_at !== null;
  const range = { since: outage.since, ...(outage.until && { until: outage.until }) };
  const missed = outage.missed_calls;

  async function snoozeFor(hours: number) {
    await snooze.run(webhook.id, { hours });
    // The banner above all pages follows.
    void client.invalidateQueries({ queryKey: ['incidents'] });
    onChange();
  }

  return (
    <Notice
      tabIndex={-1}
      tone={isOver ? 'warning' : 'failure'}
      title={
        outage.ended_at
          ? t('outage.over', { since, until: clockTime(outage.ended_at) })
          : t('outage.going_on', { since })
      }
      actions={
        <>
          {mayChange && isOver && (
            <Button size="sm" variant="primary" busy={busy} onClick={() => onResend(range)}>
              {t(outage.more ? 'resend_first' : 'resend', { count: outage.count })}
            </Button>
          )}
          {outage.count > 0 && (
            <Link
              href={`${paths.webhook(webhook.id)}?${new URLSearchParams(range)}`}
              className={buttonVariants({ variant: 'ghost', size: 'sm' })}
            >
              {t('show')}
            </Link>
          )}
          {mayChange && isOver && (
            <Button
              size="sm"
              variant="ghost"
              busy={dismiss.busy}
              onClick={async () => {
                await dismiss.run(outage.id);
                onChange();
              }}
            >
              {t('dismiss')}
            </Button>
          )}
          {mayChange && !isOver && (
            <span data-place="" className="contents">
              {snoozedUntil === null ? (
                <Menu
                  size="sm"
                  disabled={snooze.busy}
                  trigger={
                    <>
                      <BellOff aria-hidden="true" />
                      {t('snooze.action')}
                    </>
                  }
                  entries={SNOOZE_HOURS.map((hours) => ({
                    kind: 'action' as const,
                    id: String(hours),
                    label: t('snooze.for', { hours }),
                    onSelect: () => void snoozeFor(hours),
                  }))}
                />
              ) : (
                <Button size="sm" variant="ghost" busy={snooze.busy} onClick={() => void snoozeFor(0)}>
                  {t('snooze.wake')}
                </Button>
              )}
            </span>
          )}
        </>
      }
    >
      <p>
        {outage.more
          ? t(isOver ? 'outage.missed_many' : 'outage.waiting_many', { count: outage.count })
          : t(isOver ? 'outage.missed' : 'outage.waiting', withShare(outage.count, missed))}
      </p>
      {isOver && outage.retrying > 0 && (
        <p className="mt-1.5">
          {t('outage.retrying', {
            count: outage.retrying,
            all: String(outage.retrying >= outage.count),
            may: String(mayChange),
          })}
        </p>
      )}
      {!isOver && isPaused && <p className="mt-1.5">{t('outage.paused')}</p>}
      {outage.last_failure && (
        <LastFailure webhookId={webhook.id} failure={outage.last_failure} isOver={isOver} />
      )}
      {!isOver && snoozedUntil !== null && (
        <p className="mt-1.5 text-text-muted">{t('snooze.until', { time: clockTime(snoozedUntil) })}</p>
      )}
      <ActionError failure={snooze.failure ?? dismiss.failure} className="mt-2" />
    </Notice>
  );
}

interface LastFailureProps {
  webhookId: string;
  failure: NonNullable<NonNullable<RecoveryDto['outage']>['last_failure']>;
  isOver: boolean;
}

/** Why nothing arrives, and while that goes on whose turn it is and what to do. */
function LastFailure({ webhookId, failure, isOver }: LastFailureProps) {
  const t = useTranslations('recovery.outage');
  const tDiagnosis = useTranslations('diagnosis');
  const { owner, params, case: name } = failure.diagnosis;
  // The server names one of the cases of core/diagnosis.ts, each of which has its words.
  const { cause, remedy } = diagnosisKeys(name as DiagnosisCase);
  return (
    <p className="mt-1.5 max-w-[72ch] text-pretty">
      <span className="font-medium">{tDiagnosis(cause, params)}</span>{' '}
      {!isOver && owner && `${tDiagnosis(`owners.${owner}`)} `}
      {!isOver && `${tDiagnosis(remedy, params)} `}
      <Link href={paths.delivery(webhookId, failure.delivery_id)} className="rounded-sm underline">
        {t('last_failure')}
      </Link>
    </p>
  );
}
