import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { createWebhookInput } from '@/lib/webhooks/schemas';
import { createWebhook } from '@/lib/webhooks/services/create-webhook';
import { listWebhooks } from '@/lib/webhooks/services/list-webhooks';

/** `{"items":[webhook + last_delivery, health_24h]}`, the newest first. */
export const GET = route('GET /api/webhooks', async (request) => {
  const actor = await apiActor(request, 'read');
  return json({ items: await listWebhooks(actor) });
});

/** `{"url","events","secret"?,"mask"?,"description"?,"enabled"?}` → 201 with the webhook and, in this one answer, its secret. */
export const POST = route('POST /api/webhooks', async (request) => {
  const actor = await apiActor(request, 'change');
  const { webhook, secret } = await createWebhook(actor, await readJson(request, createWebhookInput));
  return json({ ...webhook, secret }, 201);
});

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET', 'POST');
