'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { ShortId } from '@/components/ui/short-id';
import { StatusPill } from '@/components/ui/status-pill';
import { Time } from '@/components/ui/time';
import { ZoneNote } from '@/components/ui/zone-note';
import { AttemptList } from '@/components/webhooks/attempt-list';
import { RequestPart, ResponsePart } from '@/components/webhooks/exchange';
import { WhatHappened } from '@/components/webhooks/what-happened';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { useDelivery } from '@/lib/webhooks/queries/delivery';

interface DeliveryDetailProps {
  deliveryId: string;
  context: DiagnosisContext;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
  mayChange: boolean;
}

/** All there is to know of one delivery; follows its attempts as they happen. Lays itself out by its own width, on a page or beside a list. */
export function DeliveryDetail({ deliveryId, context, attemptsMax, mayChange }: DeliveryDetailProps) {
  const { data: delivery, isRefetchError } = useDelivery(deliveryId);
  const t = useTranslations('deliveries.detail');
  const tEvents = useTranslations('events');
  // Null follows the newest.
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = delivery.attempts.find(({ number }) => number === chosen) ?? delivery.attempts.at(-1);

  return (
    <article className="@container flex flex-col gap-6">
      <header>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 id="page-title" tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            {tEvents(`${EVENT_CATALOGUE[delivery.event].messageKey}.name`)}
          </h1>
          <code className="text-text-muted">{delivery.event}</code>
          <StatusPill status={delivery.status} />
          {delivery.test && <Badge variant="outline">{t('test')}</Badge>}
        </div>
        <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
          <Fact label={t('created')}>
            <Time value={delivery.created_at} show="both" />
          </Fact>
          <Fact label={t('delivery_id')}>
            <ShortId id={delivery.id} copyLabel={t('copy_id')} />
          </Fact>
          {delivery.subject_id && (
            <Fact label={t('subject_id')}>
              <ShortId id={delivery.subject_id} copyLabel={t('copy_id')} />
            </Fact>
          )}
        </dl>
      </header>
      {isRefetchError && <p className="text-xs text-text-muted">{t('failed')}</p>}
      <WhatHappened delivery={delivery} context={context} attemptsMax={attemptsMax} mayChange={mayChange} />
      <section>
        <h2 className="mb-2 font-semibold">{t('attempts')}</h2>
        {attempt ? (
          <AttemptList attempts={delivery.attempts} shown={attempt.number} onShow={setChosen} />
        ) : (
          <p className="text-text-muted">{t('attempts_none')}</p>
        )}
      </section>
      <div className="grid gap-6 @3xl:grid-cols-2">
        <RequestPart delivery={delivery} attempt={attempt} />
        <ResponsePart attempt={attempt} />
      </div>
      <ZoneNote />
    </article>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-text-muted">{label}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
