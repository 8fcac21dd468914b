import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { revealSecret } from '@/lib/webhooks/services/reveal-secret';

/** `{"secret","previous_expires_at"}`: the newest one; each look is in the audit trail. */
export const GET = route<{ id: string }>('GET /api/webhooks/{id}/secret', async (request, { id }) => {
  const actor = await apiActor(request, 'see_secret');
  return json(await revealSecret(actor, id));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
