'use client';

import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
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
