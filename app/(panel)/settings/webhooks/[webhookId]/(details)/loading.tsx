import { Skeleton } from '@/components/ui/skeleton';
import { DeliveryTableSkeleton } from '@/components/webhooks/delivery-table-skeleton';

/** What stands below a webhook's head before it is there, in its size. */
export default function DetailsLoading() {
  return (
    <>
      <Skeleton className="mb-6 h-[8.5rem] w-full rounded-lg sm:h-[4.5rem]" />
      <Skeleton className="mb-4 h-[41px] w-full" />
      <Skeleton className="mb-3 h-9 w-full" />
      <div className="mb-2 h-9" />
      <DeliveryTableSkeleton />
    </>
  );
}
