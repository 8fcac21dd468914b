'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { ApiError } from '@/lib/webhooks/queries/fetch-json';

interface QueryErrorProps {
  /** What could not be done: "The deliveries could not be loaded." */
  title: string;
  error: Error;
  onRetry: () => void;
  busy: boolean;
}

/** A part of a page that could not be loaded: why, the id for support, another try. Needs `errors`. */
export function QueryError({ title, error, onRetry, busy }: QueryErrorProps) {
  const t = useTranslations('errors');
  const tCommon = useTranslations('common');
  const code = error instanceof ApiError ? error.code : 'fault';
  const faultId = error instanceof ApiError ? error.faultId : null;
  return (
    <Notice
      tone="failure"
      role="alert"
      title={title}
      actions={
        <Button size="sm" busy={busy} onClick={onRetry}>
          {tCommon('retry')}
        </Button>
      }
    >
      {code === 'fault' && !faultId ? t('titles.fault') : t(code, { fault_id: faultId ?? '' })}
    </Notice>
  );
}
