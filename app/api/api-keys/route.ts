import { apiActor } from '@/lib/auth/api-guard';
import { createApiKeyInput } from '@/lib/auth/schemas';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { createApiKey } from '@/lib/webhooks/services/create-api-key';
import { listApiKeys } from '@/lib/webhooks/services/list-api-keys';

/** `{"items":[API key]}`, the newest first, without those that were revoked. */
export const GET = route('GET /api/api-keys', async (request) => {
  const actor = await apiActor(request, 'read');
  return json({ items: await listApiKeys(actor) });
});

/** `{"name","scope":"manager"|"supervisor"}` → 201 with the API key and, in this one answer, its `key`. */
export const POST = route('POST /api/api-keys', async (request) => {
  const actor = await apiActor(request, 'change');
  const { apiKey, key } = await createApiKey(actor, await readJson(request, createApiKeyInput));
  return json({ ...apiKey, key }, 201);
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET', 'POST');
