import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, noContent, otherMethods, route } from '@/lib/http/route';
import { rotateSecretInput } from '@/lib/webhooks/schemas';
import { cancelRotation } from '@/lib/webhooks/services/cancel-rotation';
import { getRotation } from '@/lib/webhooks/services/get-rotation';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';

type Params = { id: string };

/** `{"secret_id","previous_expires_at","new_leads"}`: whether a new secret is being introduced; no secret is in it. */
export const GET = route<Params>('GET /api/webhooks/{id}/secret/rotate', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await getRotation(actor, id));
});

/** `{"secret"?,"overlap_hours"?}`, or no body → `{"secret","previous_expires_at"}`. */
export const POST = route<Params>('POST /api/webhooks/{id}/secret/rotate', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(await rotateSecret(actor, id, await readJson(request, rotateSecretInput, { optional: true })));
});

/** 204: the new secret is forgotten and the old one stays; 409 when the receiver has accepted it already. */
export const DELETE = route<Params>('DELETE /api/webhooks/{id}/secret/rotate', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  await cancelRotation(actor, id);
  return noContent();
});

export const { PUT, PATCH, OPTIONS } = otherMethods('GET', 'POST', 'DELETE');
