'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { MaskNote } from '@/components/webhooks/mask-note';
import { statusLine } from '@/lib/webhooks/core/http-status';
import { indentJson } from '@/lib/webhooks/core/indent-json';
import type { AttemptDto, DeliveryDetailDto } from '@/lib/webhooks/dtos';

/** What was sent: headers and content, word for word. */
export function RequestPart({
  delivery,
  attempt,
}: {
  delivery: DeliveryDetailDto;
  attempt: AttemptDto | undefined;
}) {
  const t = useTranslations('deliveries.detail');
  return (
    <Card className="min-w-0 p-5">
      <h2 className="font-semibold">{t('request')}</h2>
      <p className="mt-0.5 text-text-muted">
        {attempt ? t('request_lead', { number: attempt.number }) : t('request_none')}
      </p>
      <MaskNote mask={delivery.mask} className="mt-2" />
      {attempt && <Headers label={`${t('request')}: ${t('headers')}`} headers={attempt.request_headers} />}
      {delivery.request_body === null ? (
        <p className="mt-4 text-text-muted">{t('body_gone')}</p>
      ) : (
        <Content label={`${t('request')}: ${t('body')}`} text={delivery.request_body} />
      )}
    </Card>
  );
}

/** What came back. Shown as text whatever it is: it comes from outside. */
export function ResponsePart({ attempt }: { attempt: AttemptDto | undefined }) {
  const t = useTranslations('deliveries.detail');
  const status = attempt?.status_code ?? null;
  return (
    <Card className="min-w-0 p-5">
      <h2 className="font-semibold">{t('response')}</h2>
      {!attempt || status === null ? (
        <p className="mt-0.5 text-text-muted">{t('response_none')}</p>
      ) : (
        <>
          <p className="mt-0.5 text-text-muted">{t('response_lead', { number: attempt.number })}</p>
          <p className="mt-4">
            <code className="font-semibold text-text">{statusLine(status)}</code>
          </p>
          <Headers label={`${t('response')}: ${t('headers')}`} headers={attempt.response_headers ?? {}} />
          {attempt.response_body ? (
            <Content label={`${t('response')}: ${t('body')}`} text={attempt.response_body} />
          ) : (
            <p className="mt-4 text-text-muted">{t('response_empty')}</p>
          )}
          {attempt.response_truncated && <p className="mt-2 text-xs text-text-muted">{t('truncated')}</p>}
        </>
      )}
    </Card>
  );
}

function Headers({ label, headers }: { label: string; headers: Record<string, string> }) {
  const t = useTranslations('deliveries.detail');
  const entries = Object.entries(headers);
  if (entries.length === 0) return null;
  return (
    <>
      <h3 className="mt-4 mb-1.5 text-xs font-medium text-text-muted">{t('headers')}</h3>
      <CodeBlock label={label} wrap>
        {entries.map(([name, value]) => `${name}: ${value}`).join('\n')}
      </CodeBlock>
    </>
  );
}

/** Content as it was sent; JSON can be indented for reading, which changes nothing but white space. */
function Content({ label, text }: { label: string; text: string }) {
  const t = useTranslations('deliveries.detail');
  const [isIndented, setIndented] = useState(false);
  const indented = indentJson(text);
  const canIndent = indented !== null && indented !== text;
  return (
    <>
      <div className="mt-4 mb-1.5 flex flex-wrap items-center gap-2">
        <h3 className="grow text-xs font-medium text-text-muted">{t('body')}</h3>
        {canIndent && (
          <Button variant="ghost" size="sm" className="print:hidden" onClick={() => setIndented(!isIndented)}>
            {t(isIndented ? 'exact' : 'pretty')}
          </Button>
        )}
        <CopyButton value={text} label={t('copy_body')} variant="ghost" className="print:hidden" />
      </div>
      <CodeBlock label={label} wrap>
        {isIndented && indented ? indented : text}
      </CodeBlock>
    </>
  );
}
