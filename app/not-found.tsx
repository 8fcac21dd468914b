import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NotFoundState } from '@/components/not-found-state';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('faults'))('not_found_title') };
}

/** An address of nothing. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-4 pt-16">
      <NotFoundState />
    </main>
  );
}
