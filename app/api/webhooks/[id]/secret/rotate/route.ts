import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { rotateSecretInput } from '@/lib/webhooks/schemas';
import { rotateSecret } from '@/lib/webhooks/services/rotate-secret';

/** `{"secret"?,"overlap_hours"?}`, or no body → `{"secret","previous_expires_at"}`. */
export const POST = route<{ id: string }>(
  'POST /api/webhooks/{id}/secret/rotate',
  async (request, { id }) => {
    const actor = await apiActor(request, 'change');
    return json(
      await rotateSecret(actor, id, await readJson(request, rotateSecretInput, { optional: true })),
    );
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST');
