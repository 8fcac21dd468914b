import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { NewWebhook } from '@/components/webhooks/new-webhook';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { openTestAddress } from '@/lib/webhooks/services/open-test-address';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('form');
  return { title: t('title') };
}

interface NewWebhookPageProps {
  searchParams: Promise<{ address?: string | string[] }>;
}

/** Settings > Webhooks > New Webhook; with `?address=test` the built-in receiver's address is filled in. */
export default async function NewWebhookPage({ searchParams }: NewWebhookPageProps) {
  const actor = await pageActor();
  const refusal = refusalOf(actor, 'change');
  if (refusal) return refusal;
  const t = await getTranslations('common');
  const asked = (await searchParams).address;
  const url = asked === 'test' ? (await openTestAddress(actor)).url : '';
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
        <NewWebhook url={url} timeoutMs={env().DELIVERY_TIMEOUT_MS} />
      </ClientMessages>
    </>
  );
}
