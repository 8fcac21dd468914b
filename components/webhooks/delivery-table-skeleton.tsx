import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** As tall as eight rows of the history. Apart from it, so that a loading state does not bring all of the history's scripts. */
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
