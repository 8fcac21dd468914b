import { Webhook } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkPending } from '@/components/ui/link-pending';
import { Steps } from '@/components/ui/steps';
import { paths } from '@/lib/paths';

/** The list before its first webhook: what it is for, the way to one, and a way to try it without a system. */
export default function NoWebhooks({ mayChange }: { mayChange: boolean }) {
  const t = useTranslations('webhooks');
  return (
    <EmptyState
      icon={<Webhook aria-hidden="true" />}
      title={t('empty.title')}
      action={
        mayChange && (
          <>
            <Link href={paths.newWebhook()} className={buttonVariants({ variant: 'primary' })}>
              {t('new')}
              <LinkPending className="inset-x-3" />
            </Link>
            <p className="text-text-muted">
              {t('empty.no_system')}{' '}
              <Link
                href={paths.testAddress()}
                className="tap-target rounded-sm font-medium text-accent underline underline-offset-2"
              >
                {t('empty.test_address')}
              </Link>
            </p>
          </>
        )
      }
    >
      <p>{t('empty.text')}</p>
      {mayChange ? (
        <Steps items={[t('empty.step_1'), t('empty.step_2'), t('empty.step_3')]} />
      ) : (
        <p>{t('empty.reader')}</p>
      )}
    </EmptyState>
  );
}
