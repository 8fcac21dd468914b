import { apiActor } from '@/lib/auth/api-guard';
import { parseQuery } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { statsQuery } from '@/lib/webhooks/schemas';
import { webhookStats } from '@/lib/webhooks/services/webhook-stats';

/**
 * `?window=24h|7d|30d` (24h when not given) → counts by status, success rate, latency, buckets of time; these begin on
 * full hours and days of `?time_zone=` (UTC when not given).
 */
export const GET = route<{ id: string }>('GET /api/webhooks/{id}/stats', async (request, { id }) => {
  const actor = await apiActor(request, 'read');
  return json(await webhookStats(actor, id, parseQuery(statsQuery, request)));
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
