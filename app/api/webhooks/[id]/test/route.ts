import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { testInput } from '@/lib/webhooks/schemas';
import { sendTest } from '@/lib/webhooks/services/send-test';

/** `{"event"?,"secret"?:"new"}`, or no body → 200 with the test's delivery and attempt once it has ended, whatever its outcome. */
export const POST = route<{ id: string }>('POST /api/webhooks/{id}/test', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  return json(await sendTest(actor, id, await readJson(request, testInput, { optional: true })));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
