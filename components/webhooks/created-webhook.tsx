'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TestResult } from '@/components/webhooks/test-result';
import { useTestRun } from '@/components/webhooks/use-test-run';
import { paths } from '@/lib/paths';
import { TEST_ADDRESS_PATH } from '@/lib/webhooks/core/test-address';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';

interface CreatedWebhookProps {
  webhook: WebhookDto;
  secret: string;
  timeoutMs: number;
}

/** What follows the first Save: the secret to hand on, and a test. Needs `form`, `webhooks` and what TestAnswer needs. */
export function CreatedWebhook({ webhook, secret, timeoutMs }: CreatedWebhookProps) {
  const t = useTranslations('form.created');
  const tTest = useTranslations('webhooks.test');
  const test = useTestRun(webhook.id);
  const host = new URL(webhook.url).host;

  // The form that had the focus is gone; who listens hears what came in its place.
  useEffect(() => document.getElementById('page-title')?.focus(), []);

  return (
    <div className="flex max-w-[640px] flex-col gap-6">
      <div className="-mb-6">
        <PageHeader title={t('title')} lead={t('lead', { host })} />
      </div>
      <Card className="p-5">
        <h2 className="font-semibold">{t('secret_title')}</h2>
        <p className="mt-1 text-text-muted">{t('secret_hint')}</p>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <code className="min-w-0 grow rounded-md bg-surface-sunken px-3.5 py-2 break-all whitespace-pre-wrap">
            {secret}
          </code>
          <CopyButton value={secret} label={t('copy_secret')}>
            {t('copy')}
          </CopyButton>
        </div>
      </Card>
      <Card className="@container p-5">
        <h2 className="font-semibold">{t('test_title')}</h2>
        <p className="mt-1 mb-3 text-text-muted">{t('test_hint')}</p>
        <Button busy={test.busy} onClick={() => void test.start()}>
          {tTest('action')}
        </Button>
        <div role="status" className="mt-3 flex flex-col gap-3 empty:hidden">
          <TestResult test={test} webhook={webhook} name={webhookName(webhook)} timeoutMs={timeoutMs} />
        </div>
        <ActionError failure={test.failure} className="mt-3" />
        {webhook.url.includes(TEST_ADDRESS_PATH) && (
          <p className="mt-3">
            <Link href={paths.testAddress()} className="rounded-sm font-medium text-accent underline">
              {t('see_arrivals')}
            </Link>
          </p>
        )}
      </Card>
      <div>
        {/* In the place of this page, to which there is no way back. */}
        <Link replace href={paths.webhook(webhook.id)} className={buttonVariants({ variant: 'primary' })}>
          {t('continue')}
        </Link>
      </div>
    </div>
  );
}
