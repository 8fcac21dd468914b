'use client';

import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { paths } from '@/lib/paths';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';

/** Stands where a webhook was that was deleted meanwhile, by whomever. Needs `deliveries`. */
export default function WebhookGone({ webhook }: { webhook: WebhookDto }) {
  const t = useTranslations('deliveries.gone');
  const box = useRef<HTMLDivElement>(null);

  // What had the keyboard may be gone; whoever stands elsewhere, as in the head of the panel, stays there.
  useEffect(() => {
    if (document.activeElement === document.body) box.current?.focus();
  }, []);

  return (
    <div ref={box} role="alert" tabIndex={-1} className="outline-none">
      <EmptyState
        level={1}
        icon={<Trash2 aria-hidden="true" />}
        title={t('title')}
        action={
          <Link href={paths.webhooks()} className={buttonVariants({ variant: 'primary' })}>
            {t('to_list')}
          </Link>
        }
      >
        <p className="wrap-anywhere">{t('text', { name: webhookName(webhook) })}</p>
      </EmptyState>
    </div>
  );
}
