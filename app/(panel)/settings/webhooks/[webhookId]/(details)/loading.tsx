import { Skeleton } from '@/components/ui/skeleton';
import { DeliveryTableSkeleton } from '@/components/webhooks/delivery-table-skeleton';

/** A webhook's page before it is there, in its size. */
export default function DetailsLoading() {
  return (
    <>
      <Skeleton className="mb-3 h-3 w-32" />
      <div className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div>
          <Skeleton className="my-1 h-5 w-80 max-w-full" />
          <Skeleton className="mt-2 h-4 w-40" />
          <Skeleton className="mt-2 h-[22px] w-48" />
        </div>
        <Skeleton className="h-8 w-40" />
      </div>
      <Skeleton className="mb-6 h-[8.5rem] w-full rounded-lg sm:h-[4.5rem]" />
      <Skeleton className="mb-4 h-[41px] w-full" />
      <Skeleton className="mb-3 h-9 w-full" />
      <div className="mb-2 h-9" />
      <DeliveryTableSkeleton />
    </>
  );
}
