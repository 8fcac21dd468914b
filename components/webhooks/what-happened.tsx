'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Card } from '@/components/ui/card';
import { useClockTime } from '@/components/ui/use-clock-time';
import { useNowPast } from '@/components/ui/use-now-past';
import { CopyCurl, CopyDeveloperMessage } from '@/components/webhooks/developer-copy';
import { ResendButton } from '@/components/webhooks/resend-button';
import type { ActionFailure } from '@/lib/action-refusal';
import { technicalLine } from '@/lib/webhooks/core/developer-message';
import { type DiagnosisContext, diagnoseDelivery } from '@/lib/webhooks/core/diagnosis';
import { canResend, type NextAttempt, nextAttempt } from '@/lib/webhooks/core/next-attempt';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';
import { usePausedUntil } from '@/lib/webhooks/queries/paused-until';

interface WhatHappenedProps {
  delivery: DeliveryDetailDto;
  context: DiagnosisContext;
  /** Automatic attempts in all. */
  attemptsMax: number;
  mayChange: boolean;
}

/** Cause, whose turn it is, what to do, what happens next by itself; the technical line for the hand-off. */
export function WhatHappened({ delivery, context, attemptsMax, mayChange }: WhatHappenedProps) {
  const t = useTranslations('deliveries');
  const tDiagnosis = useTranslations('diagnosis');
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [wasResent, setResent] = useState(false);
  const { cause, remedy, owner, params } = diagnoseDelivery(delivery, context);
  const last = delivery.attempts.at(-1);
  const pausedUntil = usePausedUntil(delivery.webhook_id);
  const now = useNowPast(delivery.next_attempt_at);
  const needsResend = canResend(delivery, pausedUntil !== null);
  // The button stays where it was pressed, also when there is nothing left to resend.
  const offersResend = mayChange && !delivery.test && (needsResend || wasResent);
  const isFirst = delivery.status === 'held' || delivery.status === 'pending';
  return (
    <Card className="p-5">
      <h2 className="text-xs font-medium text-text-muted">{t('detail.what_happened')}</h2>
      {/* Also tells what came of a resend, and of an attempt that ended while one looks on. */}
      <div role="status">
        <p className="mt-1 text-base font-semibold text-pretty break-words">{tDiagnosis(cause, params)}</p>
        <p className="mt-1 max-w-[72ch] text-pretty text-text-muted">
          {owner && <span className="font-medium text-text">{tDiagnosis(`owners.${owner}`)} </span>}
          {tDiagnosis(remedy, params)}
        </p>
        <NextLine next={nextAttempt(delivery, attemptsMax, { now, pausedUntil })} isTest={delivery.test} />
      </div>
      {last && (
        <p className="mt-3 text-xs text-text-muted">
          <span className="sr-only">{t('detail.technical')}: </span>
          <code className="wrap-anywhere">{technicalLine(last)}</code>
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-2 empty:hidden print:hidden">
        {offersResend && (
          <ResendButton
            delivery={delivery}
            variant={needsResend ? 'primary' : 'secondary'}
            size="sm"
            onStart={() => {
              setFailure(null);
              setResent(true);
            }}
            onEnd={(end) => setFailure('failure' in end ? end.failure : null)}
          >
            {t(isFirst ? 'resend.send_held' : 'resend.action_now')}
          </ResendButton>
        )}
        {last && <CopyDeveloperMessage delivery={delivery} attempt={last} context={context} />}
        {last && <CopyCurl delivery={delivery} attempt={last} context={context} />}
      </div>
      <ActionError failure={failure} className="mt-3" />
    </Card>
  );
}

function NextLine({ next, isTest }: { next: NextAttempt; isTest: boolean }) {
  const t = useTranslations('deliveries.detail');
  const clockTime = useClockTime();
  const text = {
    done: null,
    held: null,
    now: t('next_now'),
    turn: t('next_turn'),
    paused: t('next_paused'),
    none: t(isTest ? 'next_none_test' : 'next_none'),
    scheduled:
      next.kind === 'scheduled' &&
      t('next_scheduled', { time: clockTime(next.at), number: next.number, left: next.left }),
  }[next.kind];
  return text && <p className="mt-2 tabular-nums">{text}</p>;
}
