import { Eye, Lock } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { paths } from '@/lib/paths';

/** For who has no access to the settings at all: why, and whom to ask. */
export function NoAccess({ organizationName }: { organizationName: string }) {
  const t = useTranslations('webhooks.forbidden');
  return (
    <EmptyState level={1} icon={<Lock aria-hidden="true" />} title={t('title')}>
      <p>{t('text', { organization: organizationName })}</p>
    </EmptyState>
  );
}

/** For who may look and not change, on a page that is for changing. */
export function ReadOnly({ organizationName }: { organizationName: string }) {
  const t = useTranslations('webhooks.read_only');
  const tFaults = useTranslations('faults');
  return (
    <EmptyState
      level={1}
      icon={<Eye aria-hidden="true" />}
      title={t('title')}
      action={
        <Link href={paths.webhooks()} className={buttonVariants({ variant: 'primary' })}>
          {tFaults('to_webhooks')}
        </Link>
      }
    >
      <p>{t('text', { organization: organizationName })}</p>
    </EmptyState>
  );
}
