import { NotFoundState } from '@/components/not-found-state';

/** An address of nothing. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <NotFoundState />
    </main>
  );
}
