'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from '@/components/ui/code-block';
import { ShortId } from '@/components/ui/short-id';
import { StatusPill, statusBoxClassNames } from '@/components/ui/status-pill';
import { CopyDeveloperMessage } from '@/components/webhooks/developer-copy';
import { useDurationText } from '@/components/webhooks/use-duration-text';
import { paths } from '@/lib/paths';
import { technicalLine } from '@/lib/webhooks/core/developer-message';
import { diagnoseDelivery } from '@/lib/webhooks/core/diagnosis';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { textExcerpt } from '@/lib/webhooks/core/text-excerpt';
import type { DeliveryDetailDto } from '@/lib/webhooks/dtos';

interface TestAnswerProps {
  delivery: DeliveryDetailDto;
  webhook: { url: string };
  /** How the page calls the webhook. */
  name: string;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Told how the test ended, in one sentence, for a status region that stands elsewhere. */
  announce?: (text: string) => void;
  onClose: () => void;
}

/** As much of an answer as fits a row; the delivery's own page has the rest. */
const ANSWER_BYTES = 2048;

/** How a test ended, what that means and what to do. Needs `webhooks`, `deliveries`, `events`, `status`, `diagnosis`. */
export default function TestAnswer({
  delivery,
  webhook,
  name,
  timeoutMs,
  announce,
  onClose,
}: TestAnswerProps) {
  const t = useTranslations('webhooks.test');
  const tStatus = useTranslations('status');
  const tEvents = useTranslations('events');
  const tDiagnosis = useTranslations('diagnosis');
  const duration = useDurationText();
  const attempt = delivery.attempts.at(-1);
  const context = { url: webhook.url, timeoutMs };
  const { cause, remedy, params } = diagnoseDelivery(delivery, context);
  const box = statusBoxClassNames(delivery.status);
  const sentence = t('announce_done', {
    name,
    status: tStatus(delivery.status),
    cause: tDiagnosis(cause, params),
  });
  const tell = useEffectEvent(() => announce?.(sentence));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each delivery, whatever its words are
  useEffect(() => tell(), [delivery.id]);
  return (
    <div className={cn('overflow-hidden rounded-lg border bg-surface', box.line)}>
      <div
        className={cn(
          'flex flex-wrap items-center gap-x-4 gap-y-1 py-1.5 pr-1.5 pl-3.5 pointer-coarse:pt-3',
          box.soft,
        )}
      >
        <StatusPill status={delivery.status} variant="plain" />
        <span className="tabular-nums">{delivery.status_code ?? t('no_status')}</span>
        <span className="text-text-muted tabular-nums">{duration(attempt?.duration_ms ?? 0)}</span>
        <span className="text-text-muted">
          {t('marked', { event: tEvents(`${EVENT_CATALOGUE[delivery.event].messageKey}.name`) })}
        </span>
        <ShortId id={delivery.id} copyLabel={t('copy_delivery')} />
        <span className="ml-auto flex items-center gap-1">
          <Link
            href={paths.delivery(delivery.webhook_id, delivery.id)}
            className="tap-target rounded-sm px-2 font-medium underline underline-offset-2"
          >
            {t('view_delivery')}
          </Link>
          <Button variant="ghost" size="icon" aria-label={t('close', { name })} onClick={onClose}>
            <X aria-hidden="true" />
          </Button>
        </span>
      </div>
      <div className="grid gap-x-6 gap-y-4 p-3.5 @2xl:grid-cols-2">
        <div>
          <p className="font-semibold text-pretty">{tDiagnosis(cause, params)}</p>
          <p className="mt-1 text-pretty text-text-muted">{tDiagnosis(remedy, params)}</p>
          {attempt && (
            <p className="mt-3 text-xs text-text-muted">
              <span className="sr-only">{t('technical')}: </span>
              <code className="wrap-anywhere">{technicalLine(attempt)}</code>
            </p>
          )}
          {attempt && delivery.status !== 'success' && (
            <div className="mt-3">
              <CopyDeveloperMessage delivery={delivery} attempt={attempt} context={context} />
            </div>
          )}
        </div>
        {attempt && attempt.response_body !== null && (
          <Answered name={name} body={attempt.response_body} isTruncated={attempt.response_truncated} />
        )}
      </div>
    </div>
  );
}

interface AnsweredProps {
  name: string;
  body: string;
  isTruncated: boolean;
}

function Answered({ name, body, isTruncated }: AnsweredProps) {
  const t = useTranslations('webhooks.test');
  const { text, isCut } = textExcerpt(body, ANSWER_BYTES);
  return (
    <div className="min-w-0">
      <p className="mb-1.5 text-xs text-text-muted">{t('answered')}</p>
      {text ? (
        <CodeBlock label={t('answered_by', { name })} wrap className="max-h-48">
          {text}
        </CodeBlock>
      ) : (
        <p className="text-text-muted">{t('answered_empty')}</p>
      )}
      {(isCut || isTruncated) && <p className="mt-1.5 text-xs text-text-muted">{t('answered_cut')}</p>}
    </div>
  );
}
