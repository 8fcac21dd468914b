'use client';

import { ChevronDown, CircleCheck, CircleHelp, CircleX, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { Time } from '@/components/ui/time';
import { paths } from '@/lib/paths';
import { EVENT_CATALOGUE, isEventName } from '@/lib/webhooks/core/event-catalogue';
import { indentJson } from '@/lib/webhooks/core/indent-json';
import type { TestSignature } from '@/lib/webhooks/core/test-address';
import type { TestMessageDto } from '@/lib/webhooks/dtos';

const LOOKS: Record<TestSignature, { icon: LucideIcon; pill: string }> = {
  right: { icon: CircleCheck, pill: 'bg-success-soft text-success' },
  wrong: { icon: CircleX, pill: 'bg-failure-soft text-failure' },
  absent: { icon: CircleX, pill: 'bg-failure-soft text-failure' },
  unknown: { icon: CircleHelp, pill: 'bg-timeout-soft text-timeout' },
};

/** How a message's event is called; what comes from outside may name none, or one that does not exist. */
export function useEventWords(): (message: TestMessageDto) => { name: string; code: string | null } {
  const t = useTranslations('test_address');
  const tEvents = useTranslations('events');
  return ({ headers }) => {
    const code = headers['x-voki-event'];
    return isEventName(code)
      ? { name: tEvents(`${EVENT_CATALOGUE[code].messageKey}.name`), code }
      : { name: t('unknown_event'), code: null };
  };
}

/** One thing that arrived: what it is, whether it is genuine, and all of it as inert text. Needs `test_address`, `events`. */
export function TestMessage({ message }: { message: TestMessageDto }) {
  const t = useTranslations('test_address');
  const { name, code } = useEventWords()(message);
  const { icon: Icon, pill } = LOOKS[message.signature];
  const headers = Object.entries(message.headers);
  const attempt = Number(message.headers['x-voki-attempt'] ?? 1);
  return (
    <details className="group">
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1.5 px-5 py-3 hover:bg-surface-sunken focus-visible:-outline-offset-2">
        <span
          className={cn(
            'inline-flex h-6 items-center gap-1.5 rounded-full pr-2.5 pl-2 text-xs font-medium',
            pill,
          )}
        >
          <Icon className="size-4 shrink-0" aria-hidden="true" />
          {t(`signature.${message.signature}`)}
        </span>
        <span className="font-medium">{name}</span>
        {code && <code className="text-text-muted">{code}</code>}
        {message.headers['x-voki-test'] === 'true' && <Badge variant="outline">{t('test')}</Badge>}
        {attempt > 1 && <span className="text-xs text-text-muted">{t('attempt', { number: attempt })}</span>}
        <span className="ml-auto flex items-center gap-2 text-text-muted">
          <Time value={message.received_at} show="exact" />
          <ChevronDown className="size-4 group-open:rotate-180" aria-hidden="true" />
        </span>
      </summary>
      <div className="flex flex-col gap-4 px-5 pt-3 pb-5">
        <p className="text-pretty">
          {t(`signature_hint.${message.signature}`)}{' '}
          {message.webhook_id && message.delivery_id && (
            <Link
              href={paths.delivery(message.webhook_id, message.delivery_id)}
              prefetch={false}
              className="rounded-sm underline underline-offset-2"
            >
              {t('delivery')}
            </Link>
          )}
        </p>
        <div className="grid gap-4 *:min-w-0 lg:grid-cols-2">
          <div>
            <p className="mb-1.5 flex min-h-8 items-center text-xs font-medium text-text-muted">
              {t('headers')}
            </p>
            <CodeBlock label={t('headers')} wrap>
              {headers.map(([header, value]) => `${header}: ${value}`).join('\n')}
            </CodeBlock>
          </div>
          <Body message={message} />
        </div>
      </div>
    </details>
  );
}

function Body({ message: { body, body_truncated } }: { message: TestMessageDto }) {
  const t = useTranslations('test_address');
  return (
    <div>
      <div className="mb-1.5 flex min-h-8 items-center justify-between">
        <p className="text-xs font-medium text-text-muted">{t('body')}</p>
        {body && <CopyButton value={body} label={t('copy_body')} variant="ghost" />}
      </div>
      {body ? (
        <CodeBlock label={t('body')} wrap>
          {indentJson(body) ?? body}
        </CodeBlock>
      ) : (
        <p className="text-text-muted">{t('body_empty')}</p>
      )}
      {body_truncated && <p className="mt-1.5 text-xs text-text-muted">{t('body_cut')}</p>}
    </div>
  );
}
