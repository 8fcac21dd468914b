import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { PageHeader } from '@/components/ui/page-header';
import { refusalOf } from '@/components/webhooks/refusal';
import { TestAddress } from '@/components/webhooks/test-address';
import { pageActor } from '@/lib/auth/page-guard';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { testMessagesQuery } from '@/lib/webhooks/queries/test-messages';
import { listTestMessages } from '@/lib/webhooks/services/list-test-messages';
import { openTestAddress } from '@/lib/webhooks/services/open-test-address';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('test_address');
  return { title: t('title') };
}

/** Settings > Webhooks > Test address: a receiver of this application itself, to succeed before a developer is involved. */
export default async function TestAddressPage() {
  const actor = await pageActor();
  const refusal = refusalOf(actor, 'change');
  if (refusal) return refusal;
  const t = await getTranslations('test_address');
  const tCommon = await getTranslations('common');
  const { url } = await openTestAddress(actor);
  const queryClient = new QueryClient();
  await queryClient.fetchQuery({ ...testMessagesQuery(), queryFn: () => listTestMessages(actor) });
  return (
    <>
      <Breadcrumbs
        items={[{ label: tCommon('settings') }, { label: tCommon('webhooks'), href: paths.webhooks() }]}
      />
      <PageHeader title={t('title')} lead={t('lead')} />
      <ClientMessages namespaces={['test_address', 'events', 'errors']}>
        <HydrationBoundary state={dehydrate(queryClient)}>
          <TestAddress url={url} />
        </HydrationBoundary>
      </ClientMessages>
    </>
  );
}
