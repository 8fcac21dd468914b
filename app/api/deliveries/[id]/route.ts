import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { getDelivery } from '@/lib/webhooks/services/get-delivery';

/** The delivery with `request_body` and its attempts. */
export const GET = route<{ id: string }>('GET /api/deliveries/{id}', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await getDelivery(actor, id));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
