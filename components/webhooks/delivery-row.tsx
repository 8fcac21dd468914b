'use client';

import { useTranslations } from 'next-intl';
import { memo, type ReactNode, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { ShortId } from '@/components/ui/short-id';
import { StatusPill } from '@/components/ui/status-pill';
import { Time } from '@/components/ui/time';
import { useClockTime } from '@/components/ui/use-clock-time';
import { useNowPast } from '@/components/ui/use-now-past';
import { DeliveryLink, rowLinkId } from '@/components/webhooks/delivery-link';
import { ResendButton } from '@/components/webhooks/resend-button';
import type { ActionFailure } from '@/lib/action-refusal';
import { type DiagnosisContext, diagnoseDelivery } from '@/lib/webhooks/core/diagnosis';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { canResend, waitingOf } from '@/lib/webhooks/core/next-attempt';
import type { DeliveryDetailDto, DeliveryDto } from '@/lib/webhooks/dtos';

interface DeliveryRowProps {
  delivery: DeliveryDto;
  /** How many columns the table has. */
  columns: number;
  context: DiagnosisContext;
  mayChange: boolean;
  /** Until when the webhook makes single attempts only. */
  pausedUntil: string | null;
}

/** One delivery of the history. Needs `deliveries`, `events`, `status`, `diagnosis`, `errors`. */
export const DeliveryRow = memo(function DeliveryRow({
  delivery,
  columns,
  context,
  mayChange,
  pausedUntil,
}: DeliveryRowProps) {
  const t = useTranslations('deliveries');
  const tEvents = useTranslations('events');
  const clockTime = useClockTime();
  const [end, setEnd] = useState<{ delivery: DeliveryDetailDto } | { failure: ActionFailure } | null>(null);
  const [wasPressed, setPressed] = useState(false);
  const name = tEvents(`${EVENT_CATALOGUE[delivery.event].messageKey}.name`);
  const createdAt = clockTime(delivery.created_at);
  // The button stays where it was pressed, also when there is nothing left to resend.
  const offersResend =
    mayChange && !delivery.test && (canResend(delivery, pausedUntil !== null) || wasPressed);
  const isFirst = delivery.status === 'held' || delivery.status === 'pending';

  return (
    // A body of its own, so that what the row has to say stands with it.
    <tbody className="border-t border-border max-sm:block max-sm:first-of-type:border-t-0">
      <tr className="hover:bg-surface-sunken max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-4 max-sm:gap-y-2 max-sm:px-4 max-sm:py-3">
        <Cell className="max-sm:row-start-2 sm:pl-5">
          <StatusPill status={delivery.status} />
          <NextTry delivery={delivery} pausedUntil={pausedUntil} />
        </Cell>
        <Cell className="max-sm:row-start-1">
          <span className="flex flex-wrap items-center gap-x-2">
            <DeliveryLink
              id={rowLinkId(delivery.id)}
              delivery={delivery}
              className="tap-target rounded-sm font-medium hover:underline"
            >
              {name}
            </DeliveryLink>
            {delivery.test && <Badge variant="outline">{t('list.test')}</Badge>}
          </span>
          <code className="block text-text-muted">{delivery.event}</code>
        </Cell>
        <Cell className="max-sm:row-start-3 max-sm:self-center">
          {delivery.subject_id ? (
            <ShortId id={delivery.subject_id} copyLabel={t('list.copy_subject')} />
          ) : (
            <span className="text-text-muted">—</span>
          )}
        </Cell>
        <Cell className="text-right tabular-nums max-sm:col-start-2 max-sm:row-start-2 sm:pr-4">
          {delivery.status_code ??
            (delivery.attempt_count > 0 ? (
              <>
                <span aria-hidden="true" className="text-text-muted max-sm:hidden">
                  —
                </span>
                <span className="text-text-muted sm:sr-only">{t('list.no_answer')}</span>
              </>
            ) : (
              // Nothing was sent, so there is nothing that could have been answered.
              <span className="text-text-muted max-sm:hidden">—</span>
            ))}
        </Cell>
        <Cell className="text-text-muted max-sm:col-start-2 max-sm:row-start-1 max-sm:text-right">
          <Time value={delivery.created_at} />
          <span className="block text-xs tabular-nums">{createdAt}</span>
        </Cell>
        <Cell className="text-right max-sm:col-start-2 max-sm:row-start-3 max-sm:empty:hidden sm:pr-5 print:hidden">
          {offersResend && (
            <ResendButton
              delivery={delivery}
              size="sm"
              label={t(isFirst ? 'resend.send_of' : 'resend.of', { name, time: createdAt })}
              onStart={() => {
                setEnd(null);
                setPressed(true);
              }}
              onEnd={setEnd}
            >
              {t(isFirst ? 'resend.send_held' : 'resend.action')}
            </ResendButton>
          )}
        </Cell>
      </tr>
      {end && (
        <tr className="max-sm:block">
          <td colSpan={columns} className="px-4 pb-3 max-sm:block sm:px-5">
            {'failure' in end ? (
              <ActionError failure={end.failure} />
            ) : (
              <ResendEnd delivery={end.delivery} context={context} />
            )}
          </td>
        </tr>
      )}
    </tbody>
  );
});

function Cell({ className, children }: { className?: string; children: ReactNode }) {
  return <td className={cn('px-2 py-2.5 align-middle max-sm:block max-sm:p-0', className)}>{children}</td>;
}

/** When it is tried again, or what it waits for instead. */
function NextTry({ delivery, pausedUntil }: { delivery: DeliveryDto; pausedUntil: string | null }) {
  const t = useTranslations('deliveries.list');
  const clockTime = useClockTime();
  const waiting = waitingOf(delivery, { now: useNowPast(delivery.next_attempt_at), pausedUntil });
  const text = {
    scheduled: delivery.next_attempt_at && t('retry_at', { time: clockTime(delivery.next_attempt_at) }),
    // What is new and goes out in a moment has its status to say so.
    now: delivery.status !== 'pending' && t('being_sent'),
    turn: delivery.status !== 'pending' && t('waits_turn'),
    paused: t('waits_turn'),
    none: null,
    held: null,
    done: null,
  }[waiting];
  return text && <span className="mt-1 block text-xs text-text-muted tabular-nums">{text}</span>;
}

/** What came of a resend, in the row in which it was asked for. */
function ResendEnd({ delivery, context }: { delivery: DeliveryDetailDto; context: DiagnosisContext }) {
  const t = useTranslations('deliveries.resend');
  const tDiagnosis = useTranslations('diagnosis');
  const diagnosis = diagnoseDelivery(delivery, context);
  const arrived = delivery.status === 'success';
  return (
    <p
      role="status"
      className={cn('rounded-md px-3.5 py-2.5', arrived ? 'bg-success-soft' : 'bg-failure-soft')}
    >
      {arrived ? (
        t('succeeded', { status: delivery.status_code ?? '' })
      ) : (
        <>
          <span className="font-medium">{t(delivery.attempt_count > 1 ? 'failed' : 'failed_first')}</span>{' '}
          {tDiagnosis(diagnosis.cause, diagnosis.params)} {tDiagnosis(diagnosis.remedy, diagnosis.params)}
        </>
      )}{' '}
      <DeliveryLink delivery={delivery} className="rounded-sm underline">
        {t('details')}
      </DeliveryLink>
    </p>
  );
}
