'use client';

import { useTranslations } from 'next-intl';
import { memo, useDeferredValue } from 'react';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { DeliveryRow } from '@/components/webhooks/delivery-row';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import type { DeliveryDto } from '@/lib/webhooks/dtos';

const COLUMNS = [
  { name: 'status', className: 'sm:w-44 sm:pl-5' },
  { name: 'event', className: '' },
  { name: 'subject', className: 'sm:w-40' },
  { name: 'answer', className: 'sm:w-20 sm:pr-4 sm:text-right' },
  { name: 'when', className: 'sm:w-36' },
  { name: 'actions', className: 'sm:w-36 sm:pr-5 print:hidden' },
] as const;

/** The least height of a row in pixels; cards are taller. */
const ROW_PX = 56;

interface DeliveryTableProps {
  rows: readonly DeliveryDto[];
  context: DiagnosisContext;
  mayChange: boolean;
  /** Until when the webhook makes single attempts only. */
  pausedUntil: string | null;
  /** Other rows are on their way. */
  isWaiting: boolean;
  /** Else the rows that can be on the screen come first, as all of them take three times as long. */
  startsWhole: boolean;
}

/** The history. Below 640 px its rows are cards. Rows of other filters belong into another table, by its key. */
export const DeliveryTable = memo(function DeliveryTable({
  rows,
  context,
  mayChange,
  pausedUntil,
  isWaiting,
  startsWhole,
}: DeliveryTableProps) {
  const t = useTranslations('deliveries.list');
  const isWhole = useDeferredValue(true, startsWhole);
  return (
    <Card className="overflow-hidden" aria-busy={isWaiting || undefined}>
      <table className="w-full table-fixed text-left max-sm:block">
        <caption className="sr-only">{t('title')}</caption>
        <thead className="bg-surface-sunken text-xs text-text-muted max-sm:sr-only">
          <tr>
            {COLUMNS.map(({ name, className }) => (
              <th key={name} scope="col" className={cn('px-2 py-2.5 font-medium', className)}>
                <span className={cn(name === 'actions' && 'sr-only')}>{t(name)}</span>
              </th>
            ))}
          </tr>
        </thead>
        {(isWhole ? rows : rows.slice(0, Math.ceil(window.innerHeight / ROW_PX))).map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            columns={COLUMNS.length}
            context={context}
            mayChange={mayChange}
            pausedUntil={pausedUntil}
          />
        ))}
      </table>
    </Card>
  );
});
