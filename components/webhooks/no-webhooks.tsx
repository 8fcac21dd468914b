import { Webhook } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { paths } from '@/lib/paths';

/** The list before its first webhook: what it is for, and the way to one. */
export function NoWebhooks({ mayChange }: { mayChange: boolean }) {
  const t = useTranslations('webhooks');
  return (
    <EmptyState
      icon={<Webhook aria-hidden="true" />}
      title={t('empty.title')}
      action={
        mayChange && (
          <Link href={paths.newWebhook()} className={buttonVariants({ variant: 'primary' })}>
            {t('new')}
          </Link>
        )
      }
    >
      <p>{t('empty.text')}</p>
      {mayChange ? (
        <ol className="flex flex-col gap-2.5 text-left">
          {(['step_1', 'step_2', 'step_3'] as const).map((step, index) => (
            <li key={step} className="flex gap-3">
              <span
                aria-hidden="true"
                className="grid size-6 shrink-0 place-items-center rounded-full border border-border text-xs font-medium tabular-nums"
              >
                {index + 1}
              </span>
              <span className="pt-0.5">{t(`empty.${step}`)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p>{t('empty.reader')}</p>
      )}
    </EmptyState>
  );
}
