import { apiActor } from '@/lib/auth/api-guard';
import { parseQuery } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { deliveryQuery, dropQuery } from '@/lib/webhooks/schemas';
import { dropHeld } from '@/lib/webhooks/services/drop-held';
import { listDeliveries } from '@/lib/webhooks/services/list-deliveries';

type Params = { id: string };

/** `?status=&event=&test=&since=&until=&q=&cursor=&limit=` → `{"items":[delivery],"next_cursor"}`, the newest first. */
export const GET = route<Params>('GET /api/webhooks/{id}/deliveries', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await listDeliveries(actor, id, parseQuery(deliveryQuery, request)));
});

/** `?status=held` → `{"count"}` of the held deliveries that will never be sent. */
export const DELETE = route<Params>('DELETE /api/webhooks/{id}/deliveries', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  parseQuery(dropQuery, request);
  return json(await dropHeld(actor, id));
});

export const { POST, PUT, PATCH, OPTIONS } = otherMethods('GET', 'DELETE');
