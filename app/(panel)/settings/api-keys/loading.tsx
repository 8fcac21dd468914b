import { useTranslations } from 'next-intl';
import { ROW_GRID } from '@/components/api-keys/api-key-row';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';

/** The keys before they are there, in their size. */
export default function ApiKeysLoading() {
  const t = useTranslations('api_keys');
  const tCommon = useTranslations('common');
  return (
    <>
      <div className="-mt-1 mb-1 h-6" />
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={<Skeleton className="h-9 w-32 rounded-md" />}
      />
      <p role="status" className="sr-only">
        {tCommon('loading')}
      </p>
      <Card className="divide-y divide-border overflow-hidden">
        {['first', 'second'].map((row) => (
          <div key={row} className="@container">
            <div className={ROW_GRID}>
              <Skeleton className="h-9 w-56 max-w-full" />
              <Skeleton className="h-5 w-28" />
              <Skeleton className="h-9 w-32" />
              <Skeleton className="h-9 w-32" />
              <Skeleton className="h-8 w-20" />
            </div>
          </div>
        ))}
      </Card>
    </>
  );
}
