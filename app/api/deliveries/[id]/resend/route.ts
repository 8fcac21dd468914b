import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { resendDelivery } from '@/lib/webhooks/services/resend-delivery';

/** 200 with the delivery and its attempts once the new one has ended; 409 while it is being sent. */
export const POST = route<{ id: string }>('POST /api/deliveries/{id}/resend', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(await resendDelivery(actor, id));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
