import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';

/** The trail before it is there, in its size. */
export default function AuditLoading() {
  const t = useTranslations('audit');
  const tCommon = useTranslations('common');
  return (
    <>
      <div className="-mt-1 mb-1 h-6" />
      <PageHeader title={t('title')} lead={t('lead')} />
      <p role="status" className="sr-only">
        {tCommon('loading')}
      </p>
      <div className="mb-4 flex flex-wrap gap-2">
        {['who', 'action', 'period'].map((filter) => (
          <Skeleton key={filter} className="h-9 w-36 rounded-md" />
        ))}
      </div>
      <Card className="divide-y divide-border overflow-hidden">
        {['first', 'second', 'third', 'fourth'].map((row) => (
          <div key={row} className="flex flex-col gap-2 px-5 py-4">
            <Skeleton className="h-5 w-80 max-w-full" />
            <Skeleton className="h-5 w-60 max-w-full" />
            <Skeleton className="mt-1 h-11 w-full rounded-md" />
          </div>
        ))}
      </Card>
    </>
  );
}
