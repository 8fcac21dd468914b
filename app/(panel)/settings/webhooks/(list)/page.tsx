import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '@/components/ui/button-variants';
import { LinkPending } from '@/components/ui/link-pending';
import { PageHeader } from '@/components/ui/page-header';
import { refusalOf } from '@/components/webhooks/refusal';
import { WebhookList } from '@/components/webhooks/webhook-list';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { roleMay } from '@/lib/webhooks/core/plan';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';
import { listWebhooks } from '@/lib/webhooks/services/list-webhooks';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('webhooks');
  return { title: t('title') };
}

/** Settings > Webhooks: every webhook with all that is done with it every day. */
export default async function WebhooksPage() {
  const actor = await pageActor();
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const t = await getTranslations('webhooks');
  const mayChange = roleMay(actor.role, 'change');
  const queryClient = new QueryClient();
  await queryClient.fetchQuery({ ...webhooksQuery(), queryFn: () => listWebhooks(actor) });
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            <Link href={paths.guide()} className={buttonVariants({ variant: 'ghost' })}>
              {t('guide')}
              <LinkPending className="inset-x-3" />
            </Link>
            {mayChange && (
              <Link href={paths.newWebhook()} className={buttonVariants({ variant: 'primary' })}>
                {t('new')}
                <LinkPending className="inset-x-3" />
              </Link>
            )}
          </>
        }
      />
      <ClientMessages namespaces={['webhooks', 'deliveries', 'events', 'status', 'diagnosis', 'errors']}>
        <HydrationBoundary state={dehydrate(queryClient)}>
          <WebhookList mayChange={mayChange} timeoutMs={env().DELIVERY_TIMEOUT_MS} />
        </HydrationBoundary>
      </ClientMessages>
    </>
  );
}
