import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, noContent, otherMethods, route } from '@/lib/http/route';
import { patchWebhookInput } from '@/lib/webhooks/schemas';
import { deleteWebhook } from '@/lib/webhooks/services/delete-webhook';
import { getWebhook } from '@/lib/webhooks/services/get-webhook';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';

type Params = { id: string };

/** The webhook. */
export const GET = route<Params>('GET /api/webhooks/{id}', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await getWebhook(actor, id));
});

/** Any of `{"url","events","mask","description","enabled"}` → the changed webhook. */
export const PATCH = route<Params>('PATCH /api/webhooks/{id}', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(await updateWebhook(actor, id, await readJson(request, patchWebhookInput)));
});

/** 204; from then on 404. */
export const DELETE = route<Params>('DELETE /api/webhooks/{id}', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  await deleteWebhook(actor, id);
  return noContent();
});

export const { POST, PUT, OPTIONS } = otherMethods('GET', 'PATCH', 'DELETE');
