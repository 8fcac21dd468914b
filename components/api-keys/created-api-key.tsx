'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';

interface CreatedApiKeyProps {
  name: string;
  /** The key itself: nowhere else, and gone with this card. */
  value: string;
  onDone: () => void;
}

/** The one time that a key is seen. */
export function CreatedApiKey({ name, value, onDone }: CreatedApiKeyProps) {
  const t = useTranslations('api_keys.created');
  const title = useRef<HTMLHeadingElement>(null);
  // The form that had the focus is gone; who listens hears what came in its place.
  useEffect(() => title.current?.focus(), []);
  return (
    <Card className="mb-6 border-accent p-5">
      <h2 ref={title} tabIndex={-1} className="text-xl font-semibold break-words outline-none">
        {t('title', { name })}
      </h2>
      <p className="mt-1 text-text-muted">{t('hint')}</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 grow rounded-md bg-surface-sunken px-3.5 py-2 break-all">{value}</code>
        <CopyButton value={value} label={t('copy_key')}>
          {t('copy')}
        </CopyButton>
      </div>
      <p className="mt-4 mb-2 text-text-muted">{t('usage')}</p>
      <CodeBlock label={t('usage')} wrap>
        {`Authorization: Bearer ${value.slice(0, value.indexOf('.') + 1)}…`}
      </CodeBlock>
      <Button variant="primary" className="mt-4" onClick={onDone}>
        {t('done')}
      </Button>
    </Card>
  );
}
