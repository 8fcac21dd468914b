import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { listIncidents } from '@/lib/webhooks/services/list-incidents';

/** `{"items":[{"webhook_id","url","description","started_at"}]}`: the webhooks of which nothing arrives now. */
export const GET = route('GET /api/incidents', async (request) => {
  const actor = await apiActor(request, 'read');
  return json({ items: await listIncidents(actor) });
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
