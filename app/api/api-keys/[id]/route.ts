import { apiActor } from '@/lib/auth/api-guard';
import { noContent, otherMethods, route } from '@/lib/http/route';
import { revokeApiKey } from '@/lib/webhooks/services/revoke-api-key';

/** 204; from then on the key is unknown, 401 to whoever shows it. */
export const DELETE = route<{ id: string }>('DELETE /api/api-keys/{id}', async (request, { id }) => {
  const actor = await apiActor(request, 'change');
  await revokeApiKey(actor, id);
  return noContent();
});

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods('DELETE');
