'use client';

import { useTranslations } from 'next-intl';
import { lazy, Suspense } from 'react';
import { digestOf } from '@/components/digest-of';
import type { FaultProps } from '@/components/fault-props';
import { readRefusal } from '@/lib/action-refusal';

// Every page carries its error pages with it, so they are as small as can be, and say the same without their looks.
const FaultPanel = lazy(() => import('@/components/fault-panel').catch(() => ({ default: PlainFault })));

/** A page that could not be shown: what that means for the reader, the id for support, and another try. */
export function Fault(props: FaultProps) {
  const t = useTranslations('faults');
  return (
    <>
      {/* The page's own may be what failed. */}
      <title>{props.panelAddress ? t('elsewhere_title') : t('title')}</title>
      <Suspense>
        <FaultPanel {...props} />
      </Suspense>
    </>
  );
}

/** For when nothing more can be loaded either. */
function PlainFault({ faultId, panelAddress, retry }: FaultProps) {
  const t = useTranslations('faults');
  return (
    <div className="flex flex-col items-start gap-4">
      <h1 className="text-xl font-semibold">{panelAddress ? t('elsewhere_title') : t('title')}</h1>
      <p>
        {panelAddress ? t('elsewhere') : faultId ? t('what_now') : t('what_now_without_id')}{' '}
        {panelAddress ? <a href={panelAddress}>{panelAddress}</a> : faultId && <code>{faultId}</code>}
      </p>
      <button type="button" className="min-h-11 rounded-md border px-4" onClick={retry}>
        {t('retry')}
      </button>
    </div>
  );
}

/** What an error page can tell of what was thrown at it. */
export function faultOf(error: unknown): Pick<FaultProps, 'faultId' | 'panelAddress'> {
  // What sets no state of its own, as the choice of a language, ends here when the front door refuses it.
  const refusal = error instanceof Error ? readRefusal(error.message) : null;
  const address = refusal?.key === 'origin_foreign' ? refusal.params.address : undefined;
  return {
    faultId: refusal?.faultId ?? digestOf(error),
    panelAddress: address === undefined ? null : String(address),
  };
}
