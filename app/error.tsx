'use client';

import { Fault } from '@/components/fault';

/** A failure outside of the panel's pages, or in the panel's own frame. */
export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <Fault error={error} retry={retry} />
    </main>
  );
}
