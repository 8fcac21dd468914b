'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

interface BetweenMomentsProps {
  since: Date | null;
  until: Date | null;
  onChange: (change: { since?: Date | null; until?: Date | null }) => void;
}

/** From when until when, either of them open. Needs `deliveries`. */
export function BetweenMoments({ since, until, onChange }: BetweenMomentsProps) {
  const t = useTranslations('deliveries.filters');
  return (
    // Together: where one of the two has no room beside the other filters, both go to the next line.
    <span className="flex flex-wrap gap-2">
      <Moment label={t('since')} value={since} onChange={(value) => onChange({ since: value })} />
      <Moment label={t('until')} value={until} onChange={(value) => onChange({ until: value })} />
    </span>
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
