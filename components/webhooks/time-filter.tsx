'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { Select } from '@/components/ui/select';
import { type DeliveryParams, PERIOD_NAMES } from '@/components/webhooks/delivery-filter-params';

// Seldom wanted.
const BetweenMoments = dynamic(
  async () => (await import('@/components/webhooks/between-moments')).BetweenMoments,
  { loading: () => null },
);

interface TimeFilterProps {
  params: Pick<DeliveryParams, 'period' | 'since' | 'until'>;
  onChange: (change: Partial<Pick<DeliveryParams, 'period' | 'since' | 'until'>>) => void;
}

const DAY_MS = 24 * 3_600_000;

/** When a delivery was made: the last so many hours, or between two moments of the viewer's zone. Needs `deliveries`. */
export function TimeFilter({ params: { period, since, until }, onChange }: TimeFilterProps) {
  const t = useTranslations('deliveries.filters');
  const isOwn = since !== null || until !== null;

  function choose(value: 'all' | 'own' | (typeof PERIOD_NAMES)[number]) {
    if (value === 'all') return onChange({ period: null, since: null, until: null });
    if (value !== 'own') return onChange({ period: value, since: null, until: null });
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    onChange({ period: null, since: new Date(now - DAY_MS), until: new Date(now) });
  }

  return (
    <>
      <Select
        label={`${t('time')}:`}
        value={isOwn ? 'own' : (period ?? 'all')}
        onValueChange={choose}
        items={[
          { value: 'all', label: t('all_times') },
          ...PERIOD_NAMES.map((value) => ({ value, label: t(`periods.${value}`) })),
          // Once the moments stand beside it, dots would look like something cut off.
          { value: 'own', label: t(isOwn ? 'periods.own_chosen' : 'periods.own') },
        ]}
      />
      {isOwn && <BetweenMoments since={since} until={until} onChange={onChange} />}
    </>
  );
}
