'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { digestOf } from '@/components/digest-of';
import type { FaultProps } from '@/components/fault-props';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';
import { readRefusal } from '@/lib/action-refusal';

/** The fault as it is meant to look. Loaded by Fault. */
export default function FaultPanel({ error, retry }: FaultProps) {
  const refusal = error instanceof Error ? readRefusal(error.message) : null;
  // What has no place of its own for an answer, as the choice of a language, ends here when the front door refuses it.
  if (refusal?.key === 'origin_foreign') return <Elsewhere address={String(refusal.params.address)} />;
  return <Failed faultId={refusal?.faultId ?? digestOf(error)} retry={retry} />;
}

/** Nothing is broken: the panel was only opened under another address than its own. */
function Elsewhere({ address }: { address: string }) {
  const t = useTranslations('faults');
  return (
    <EmptyState
      level={1}
      icon={<TriangleAlert aria-hidden="true" />}
      title={t('elsewhere_title')}
      action={
        <a href={address} className={buttonVariants({ variant: 'primary' })}>
          {t('elsewhere_open')}
        </a>
      }
    >
      <title>{t('elsewhere_title')}</title>
      <p>{t('elsewhere')}</p>
      <p className="break-all text-text">{address}</p>
    </EmptyState>
  );
}

function Failed({ faultId, retry }: { faultId: string | null; retry: () => void }) {
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
      {/* The page's own may be what failed. */}
      <title>{t('title')}</title>
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
