'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';
import { Select } from '@/components/ui/select';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';
import { type DeliveryParams, PERIOD_NAMES } from '@/components/webhooks/delivery-filter-params';

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
      {isOwn && (
        // Together: where one of the two has no room beside the other filters, both go to the next line.
        <span className="flex flex-wrap gap-2">
          <Moment label={t('since')} value={since} onChange={(value) => onChange({ since: value })} />
          <Moment label={t('until')} value={until} onChange={(value) => onChange({ until: value })} />
        </span>
      )}
    </>
  );
}

interface MomentProps {
  label: string;
  value: Date | null;
  onChange: (value: Date | null) => void;
}

/** To the second, as an outage begins and ends on one. */
function Moment({ label, value, onChange }: MomentProps) {
  const id = useId();
  const timeZone = useViewerTimeZone();
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-text-muted">
        {label}
      </label>
      {/* As in SearchInput: a plain one, so that a page without a form loads nothing of forms. */}
      <input
        id={id}
        type="datetime-local"
        step={1}
        className={cn(controlClassName, 'h-9 w-auto')}
        value={value ? wallClock(value, timeZone) : ''}
        onChange={({ target: { value: text } }) => {
          // Without an offset it is read in the browser's zone, which is the viewer's.
          const chosen = new Date(text);
          onChange(text === '' || Number.isNaN(chosen.getTime()) ? null : chosen);
        }}
      />
    </span>
  );
}

/** As the control takes it: `2026-11-24T14:02:05`. Swedish writes dates as ISO 8601 does. */
function wallClock(value: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
    .format(value)
    .replace(' ', 'T');
}
