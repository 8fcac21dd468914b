import { apiActor } from '@/lib/auth/api-guard';
import { json, otherMethods, route } from '@/lib/http/route';
import { listTestMessages } from '@/lib/webhooks/services/list-test-messages';

/** `{"items":[…]}`: what arrived at the organisation's test address, the newest first. */
export const GET = route('GET /api/test-address', async (request) =>
  json({ items: await listTestMessages(await apiActor(request, 'change')) }),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
