'use client';

import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { buttonVariants } from '@/components/ui/button-variants';
import { PageHeader } from '@/components/ui/page-header';
import { CreatedWebhook } from '@/components/webhooks/created-webhook';
import { WebhookForm } from '@/components/webhooks/webhook-form';
import { paths } from '@/lib/paths';
import { createWebhookAction } from '@/lib/webhooks/actions/create-webhook';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';

interface NewWebhookProps {
  /** What the form begins with. */
  url: string;
  /** The time limit of an attempt. */
  timeoutMs: number;
}

/** From the empty form to the secret of the new webhook. The secret is in this component's memory alone. */
export function NewWebhook({ url, timeoutMs }: NewWebhookProps) {
  const t = useTranslations('form');
  const client = useQueryClient();
  const [created, setCreated] = useState<{ webhook: WebhookDto; secret: string } | null>(null);
  const router = useRouter();
  const madeId = useSearchParams().get('created');
  // Back to here from another page: the secret is no longer known, and the webhook's page has all the rest.
  const isOver = madeId !== null && !created;
  useEffect(() => {
    if (isOver) router.replace(paths.webhook(madeId));
  }, [isOver, madeId, router]);

  if (isOver) return null;
  if (created) return <CreatedWebhook {...created} timeoutMs={timeoutMs} />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <WebhookForm
        values={{ url, events: [], mask: [], description: '' }}
        withSecret
        save={(input) => createWebhookAction(input)}
        onSaved={(data) => {
          setCreated(data);
          window.history.replaceState(null, '', paths.createdWebhook(data.webhook.id));
          void client.invalidateQueries({ queryKey: webhooksQuery().queryKey });
        }}
        aside={() => (
          <Link href={paths.webhooks()} className={buttonVariants({ variant: 'ghost' })}>
            {t('cancel')}
          </Link>
        )}
      />
    </>
  );
}
