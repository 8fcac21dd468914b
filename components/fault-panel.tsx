'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { FaultProps } from '@/components/fault-props';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';

/** The fault as it is meant to look. Loaded by Fault. */
export default function FaultPanel({ faultId, panelAddress, retry }: FaultProps) {
  const t = useTranslations('faults');
  if (panelAddress)
    return (
      <EmptyState
        level={1}
        icon={<TriangleAlert aria-hidden="true" />}
        title={t('elsewhere_title')}
        action={
          <a href={panelAddress} className={buttonVariants({ variant: 'primary' })}>
            {t('elsewhere_open')}
          </a>
        }
      >
        <p>{t('elsewhere')}</p>
        <p className="break-all text-text">{panelAddress}</p>
      </EmptyState>
    );
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
