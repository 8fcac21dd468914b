import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { getRecovery } from '@/lib/webhooks/services/get-recovery';

/** `{"outage","held","job","alerts_snoozed_until"}`: what did not reach the system, and how far sending it again is. */
export const GET = route<{ id: string }>('GET /api/webhooks/{id}/recovery', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await getRecovery(actor, id));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
