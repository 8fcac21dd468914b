import { apiActor } from '@/lib/auth/api-guard';
import { parseQuery, readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { startResendInput } from '@/lib/webhooks/schemas';
import { countResend } from '@/lib/webhooks/services/count-resend';
import { resendDeliveries } from '@/lib/webhooks/services/resend-deliveries';

/** `?status=&event=&since=&until=` → `{"count","missed_calls","more"}`: what a resend would take, counted up to 10,000. */
export const GET = route<{ id: string }>('GET /api/webhooks/{id}/resend', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await countResend(actor, id, parseQuery(startResendInput, request)));
});

/** `{"status"?,"event"?,"since"?,"until"?}`, or no body → `{"count"}` of the deliveries that are queued again. */
export const POST = route<{ id: string }>('POST /api/webhooks/{id}/resend', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(
    await resendDeliveries(actor, id, await readJson(request, startResendInput, { optional: true })),
  );
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET', 'POST');
