'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import type { StatsWindow } from '@/lib/webhooks/schemas';

interface WindowChoiceProps {
  value: StatsWindow;
  items: readonly StatsWindow[];
  onChange: (value: StatsWindow) => void;
}

/** How far back the figures go. Needs `deliveries`. */
export function WindowChoice({ value, items, onChange }: WindowChoiceProps) {
  const t = useTranslations('deliveries.overview');
  return (
    <fieldset className="mb-4 flex flex-wrap gap-2">
      <legend className="sr-only">{t('window')}</legend>
      {items.map((item) => (
        <Button
          key={item}
          size="sm"
          aria-pressed={item === value}
          className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          onClick={() => onChange(item)}
        >
          {t(`windows.${item}`)}
        </Button>
      ))}
    </fieldset>
  );
}
