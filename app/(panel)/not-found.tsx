import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NotFoundState } from '@/components/not-found-state';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('faults'))('not_found_title') };
}

/** A webhook or delivery that is deleted, another organisation's, or never was; the panel around it stays. */
export default function PanelNotFound() {
  return <NotFoundState />;
}
