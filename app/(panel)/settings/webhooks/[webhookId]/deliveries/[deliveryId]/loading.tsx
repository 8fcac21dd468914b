import { Skeleton } from '@/components/ui/skeleton';

/** A delivery's page before it is there, in its size. */
export default function DeliveryLoading() {
  return (
    <>
      <Skeleton className="mb-3 h-3 w-64 max-w-full" />
      <Skeleton className="my-1 h-5 w-72 max-w-full" />
      <Skeleton className="mt-4 mb-6 h-9 w-96 max-w-full" />
      <Skeleton className="mb-6 h-52 w-full rounded-lg" />
      <Skeleton className="mb-2 h-5 w-24" />
      <Skeleton className="mb-6 h-20 w-full rounded-lg" />
      <div className="grid gap-6 lg:grid-cols-2">
        <Skeleton className="h-96 w-full rounded-lg" />
        <Skeleton className="h-96 w-full rounded-lg" />
      </div>
    </>
  );
}
