import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { ListHead } from '@/components/webhooks/list-head';
import { ROW_GRID } from '@/components/webhooks/webhook-row';

/** The list before it is there, in its size. */
export default function WebhooksLoading() {
  const t = useTranslations('webhooks');
  const tCommon = useTranslations('common');
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={<Skeleton className="h-9 w-32 rounded-md" />}
      />
      <p role="status" className="sr-only">
        {tCommon('loading')}
      </p>
      <Card className="overflow-hidden">
        <ListHead />
        <div className="divide-y divide-border">
          {['first', 'second', 'third'].map((row) => (
            <div key={row} className="@container">
              <div className={`flex flex-col gap-y-3 py-4 ${ROW_GRID}`}>
                <div>
                  <Skeleton className="my-1 h-3 w-72 max-w-full" />
                  <Skeleton className="my-0.5 h-3 w-32" />
                  <div className="mt-1.5 flex gap-1.5">
                    <Skeleton className="h-[22px] w-24" />
                    <Skeleton className="h-[22px] w-20" />
                  </div>
                </div>
                <Skeleton className="h-9 w-16" />
                <Skeleton className="h-10 w-24" />
                <Skeleton className="h-8 w-full max-w-52" />
              </div>
            </div>
          ))}
        </div>
      </Card>
    </>
  );
}
