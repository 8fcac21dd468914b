import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import { DeliveryRow } from '@/components/webhooks/delivery-row';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import type { DeliveryDto } from '@/lib/webhooks/schemas';

const COLUMNS = [
  { name: 'status', className: 'sm:w-44 sm:pl-5' },
  { name: 'event', className: '' },
  { name: 'subject', className: 'sm:w-40' },
  { name: 'answer', className: 'sm:w-20 sm:text-right' },
  { name: 'when', className: 'sm:w-36' },
  { name: 'actions', className: 'sm:w-32 sm:pr-5' },
] as const;

interface DeliveryTableProps {
  rows: readonly DeliveryDto[];
  context: DiagnosisContext;
  mayChange: boolean;
}

/** The history. Below 640 px its rows are cards. */
export function DeliveryTable({ rows, context, mayChange }: DeliveryTableProps) {
  const t = useTranslations('deliveries.list');
  return (
    <Card className="overflow-hidden">
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
        {rows.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            columns={COLUMNS.length}
            context={context}
            mayChange={mayChange}
          />
        ))}
      </table>
    </Card>
  );
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** As tall as eight rows of {@link DeliveryTable}. */
export function DeliveryTableSkeleton() {
  const t = useTranslations('deliveries.list');
  return (
    <Card className="overflow-hidden">
      <p className="sr-only" role="status">
        {t('loading')}
      </p>
      <div className="h-9 bg-surface-sunken max-sm:hidden" />
      {SKELETON_ROWS.map((row) => (
        <div
          key={row}
          className="flex h-[7.25rem] flex-wrap items-center gap-4 border-t border-border px-4 sm:h-[3.8125rem] sm:flex-nowrap sm:px-5"
        >
          <Skeleton className="h-6 w-24 shrink-0 rounded-full sm:mr-12" />
          <Skeleton className="h-9 w-40 max-w-full" />
          <Skeleton className="ml-auto h-4 w-24 max-sm:hidden" />
          <Skeleton className="h-4 w-8 max-sm:hidden" />
          <Skeleton className="h-8 w-24 max-sm:hidden" />
        </div>
      ))}
    </Card>
  );
}
