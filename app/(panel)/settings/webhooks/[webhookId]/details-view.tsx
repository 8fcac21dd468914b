import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { filtersOf, loadDeliveryFilters } from '@/components/webhooks/delivery-filter-params';
import { WebhookPage } from '@/components/webhooks/webhook-page';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/env';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { WEBHOOK_TABS } from '@/lib/paths';
import { roleMay } from '@/lib/webhooks/core/plan';
import { deliveriesQuery } from '@/lib/webhooks/queries/deliveries';
import { deliveryQuery } from '@/lib/webhooks/queries/delivery';
import { deliveryQueryOf } from '@/lib/webhooks/queries/delivery-filters';
import { recoveryQuery } from '@/lib/webhooks/queries/recovery';
import { rotationQuery } from '@/lib/webhooks/queries/rotation';
import { webhookQuery } from '@/lib/webhooks/queries/webhook';
import { getRecovery } from '@/lib/webhooks/services/get-recovery';
import { getRotation } from '@/lib/webhooks/services/get-rotation';
import { listDeliveries } from '@/lib/webhooks/services/list-deliveries';
import { loadDelivery, loadWebhook } from './load';

interface DetailsViewProps {
  actor: Actor;
  webhookId: string;
  /** Shown over the list. */
  deliveryId?: string;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * What stands below a webhook's head at both of its addresses: alone, or with one of its deliveries over its list. The
 * browser goes from one to the other without asking for a page (use-shown-delivery.ts), so the two must look alike.
 */
export async function DetailsView({ actor, webhookId, deliveryId, searchParams }: DetailsViewProps) {
  const asked = deliveryId ? 'deliveries' : (await searchParams).tab;
  const tab = WEBHOOK_TABS.find((name) => name === asked) ?? 'deliveries';
  const { DELIVERY_TIMEOUT_MS, DELIVERY_RETRY_SCHEDULE } = env();

  const queryClient = new QueryClient();
  // First: of a webhook that is not there, whatever else is asked would be a fault.
  queryClient.setQueryData(webhookQuery(webhookId).queryKey, await loadWebhook(webhookId));
  const filters = filtersOf(await loadDeliveryFilters(searchParams));
  // What stands above the list is there with it, so that nothing moves.
  await Promise.all([
    queryClient.fetchQuery({ ...recoveryQuery(webhookId), queryFn: () => getRecovery(actor, webhookId) }),
    deliveryId &&
      queryClient.fetchQuery({
        ...deliveryQuery(deliveryId),
        queryFn: () => loadDelivery(webhookId, deliveryId),
      }),
    // Else the secret's part would first offer to make a new one while one is being introduced.
    tab === 'settings' &&
      queryClient.fetchQuery({ ...rotationQuery(webhookId), queryFn: () => getRotation(actor, webhookId) }),
    tab === 'deliveries' &&
      queryClient.fetchInfiniteQuery({
        ...deliveriesQuery(webhookId, filters),
        queryFn: () => listDeliveries(actor, webhookId, deliveryQueryOf(filters, new Date())),
      }),
  ]);

  return (
    <ClientMessages
      namespaces={[
        'deliveries',
        'diagnosis',
        'errors',
        'events',
        'recovery',
        'status',
        'webhooks',
        ...(tab === 'settings' ? (['form', 'validation'] as const) : []),
      ]}
    >
      <HydrationBoundary state={dehydrate(queryClient)}>
        <NuqsAdapter>
          <WebhookPage
            webhookId={webhookId}
            tab={tab}
            mayChange={roleMay(actor.role, 'change')}
            timeoutMs={DELIVERY_TIMEOUT_MS}
            attemptsMax={DELIVERY_RETRY_SCHEDULE.length + 1}
          />
        </NuqsAdapter>
      </HydrationBoundary>
    </ClientMessages>
  );
}
