import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { bulkResendInput } from '@/lib/webhooks/schemas';
import { resendDeliveries } from '@/lib/webhooks/services/resend-deliveries';

/** `{"status"?,"since"?,"until"?}`, or no body → `{"count"}` of the deliveries that are queued again. */
export const POST = route<{ id: string }>('POST /api/webhooks/{id}/resend', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(
    await resendDeliveries(actor, id, await readJson(request, bulkResendInput, { optional: true })),
  );
});

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST');
