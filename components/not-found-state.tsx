import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { paths } from '@/lib/paths';

/** Nothing is here, or nothing of the reader's; the two are never told apart. */
export function NotFoundState() {
  const t = useTranslations('faults');
  return (
    <EmptyState
      level={1}
      icon={<SearchX aria-hidden="true" />}
      title={t('not_found_title')}
      action={
        <Link href={paths.webhooks()} className={buttonVariants({ variant: 'primary' })}>
          {t('to_webhooks')}
        </Link>
      }
    >
      <p>{t('not_found')}</p>
    </EmptyState>
  );
}
