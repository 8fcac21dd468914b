import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { NewWebhook } from '@/components/webhooks/new-webhook';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('form');
  return { title: t('title') };
}

/** Settings > Webhooks > New Webhook. */
export default async function NewWebhookPage() {
  const refusal = refusalOf(await pageActor(), 'change');
  if (refusal) return refusal;
  const t = await getTranslations('common');
  return (
    <>
      <Breadcrumbs items={[{ label: t('settings') }, { label: t('webhooks'), href: paths.webhooks() }]} />
      <ClientMessages
        namespaces={[
          'form',
          'events',
          'validation',
          'errors',
          'webhooks',
          'deliveries',
          'status',
          'diagnosis',
        ]}
      >
        <NewWebhook timeoutMs={env().DELIVERY_TIMEOUT_MS} />
      </ClientMessages>
    </>
  );
}
