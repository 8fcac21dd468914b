'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { ShortId } from '@/components/ui/short-id';
import { Time } from '@/components/ui/time';
import { ZoneNote } from '@/components/ui/zone-note';
import { AttemptList } from '@/components/webhooks/attempt-list';
import { RequestPart, ResponsePart } from '@/components/webhooks/exchange';
import { WhatHappened } from '@/components/webhooks/what-happened';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';

interface DeliveryDetailProps {
  delivery: DeliveryDetailDto;
  /** The last check was not answered. */
  isStale: boolean;
  context: DiagnosisContext;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
  mayChange: boolean;
}

/** All there is to know of one delivery, below its heading. Lays itself out by its own width. */
export function DeliveryDetail({ delivery, isStale, context, attemptsMax, mayChange }: DeliveryDetailProps) {
  const t = useTranslations('deliveries.detail');
  // Null follows the newest.
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = delivery.attempts.find(({ number }) => number === chosen) ?? delivery.attempts.at(-1);

  return (
    <article className="@container flex flex-col gap-6">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact label={t('created')}>
          <Time value={delivery.created_at} show="both" />
        </Fact>
        <Fact label={t('delivery_id')}>
          <Id id={delivery.id} />
        </Fact>
        {delivery.subject_id && (
          <Fact label={t('subject_id')}>
            <Id id={delivery.subject_id} />
          </Fact>
        )}
        {/* On paper, the page of the webhook is not around it. */}
        <Fact label={t('webhook')} className="hidden print:block">
          {context.url}
        </Fact>
      </dl>
      {isStale && <p className="text-xs text-text-muted">{t('failed')}</p>}
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

/** Short on the screen, where the whole of it can be copied. */
function Id({ id }: { id: string }) {
  const t = useTranslations('deliveries.detail');
  return (
    <>
      <span className="print:hidden">
        <ShortId id={id} copyLabel={t('copy_id')} />
      </span>
      <code className="hidden print:inline">{id}</code>
    </>
  );
}

function Fact({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt className="text-xs text-text-muted">{label}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
