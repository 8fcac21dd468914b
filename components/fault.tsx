'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';

interface FaultProps {
  /** Under which the server logged it; null when it happened in the browser. */
  faultId: string | null;
  retry: () => void;
}

/** A page that could not be shown: what that means for the reader, the id for support, and another try. */
export function Fault({ faultId, retry }: FaultProps) {
  const t = useTranslations('faults');
  return (
    <EmptyState
      level={1}
      icon={<TriangleAlert aria-hidden="true" />}
      title={t('title')}
      action={
        <Button variant="primary" onClick={retry}>
          {t('retry')}
        </Button>
      }
    >
      <p>{faultId ? t('what_now') : t('what_now_without_id')}</p>
      {faultId && (
        <p className="flex items-center justify-center gap-1">
          <span className="sr-only">{t('id')}</span>
          <code className="break-all text-text">{faultId}</code>
          <CopyButton value={faultId} label={t('copy_id')} variant="ghost" />
        </p>
      )}
    </EmptyState>
  );
}

/** The id under which the server logged what it threw while rendering. */
export function faultIdOf(error: unknown): string | null {
  const digest = error instanceof Error && 'digest' in error ? error.digest : null;
  return typeof digest === 'string' && digest ? digest : null;
}
