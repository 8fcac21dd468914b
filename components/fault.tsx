'use client';

import { useTranslations } from 'next-intl';
import { lazy, Suspense } from 'react';
import { digestOf } from '@/components/digest-of';
import type { FaultProps } from '@/components/fault-props';

// Every page carries its error pages with it, so they are as small as can be, and say the same without their looks.
const FaultPanel = lazy(() => import('@/components/fault-panel').catch(() => ({ default: PlainFault })));

/** A page that could not be shown: what that means for the reader, the id for support, and another try. */
export function Fault({ error, retry }: FaultProps) {
  // React keeps a script that it could not have as failed, and after an update it is gone for good: only the page loaded
  // anew has it.
  const isScript = error instanceof Error && error.name === 'ChunkLoadError';
  return (
    <Suspense>
      <FaultPanel error={error} retry={isScript ? () => window.location.reload() : retry} />
    </Suspense>
  );
}

/** For when nothing more can be loaded either. */
function PlainFault({ error, retry }: FaultProps) {
  const t = useTranslations('faults');
  const faultId = digestOf(error);
  return (
    <div className="flex flex-col items-start gap-4">
      {/* The page's own may be what failed. */}
      <title>{t('title')}</title>
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <p>
        {faultId ? t('what_now') : t('what_now_without_id')} {faultId && <code>{faultId}</code>}
      </p>
      <button type="button" className="min-h-11 rounded-md border px-4" onClick={retry}>
        {t('retry')}
      </button>
    </div>
  );
}
