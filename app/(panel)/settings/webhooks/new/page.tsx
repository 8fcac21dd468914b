import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { NewWebhook } from '@/components/webhooks/new-webhook';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { isUuid } from '@/lib/webhooks/core/uuid';
import { openTestAddress } from '@/lib/webhooks/services/open-test-address';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('form');
  return { title: t('title') };
}

interface NewWebhookPageProps {
  searchParams: Promise<Record<'address' | 'created', string | string[] | undefined>>;
}

/**
 * Settings > Webhooks > New Webhook; with `?address=test` the built-in receiver's address is filled in. `?created=` is
 * in the address once a webhook was made: loaded anew, the page leads to it.
 */
export default async function NewWebhookPage({ searchParams }: NewWebhookPageProps) {
  const actor = await pageActor();
  const refusal = refusalOf(actor, 'change');
  if (refusal) return refusal;
  const { address, created } = await searchParams;
  if (typeof created === 'string' && isUuid(created)) redirect(paths.webhook(created));
  const t = await getTranslations('common');
  const url = address === 'test' ? (await openTestAddress(actor)).url : '';
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
