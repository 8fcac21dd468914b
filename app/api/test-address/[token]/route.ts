import { json, otherMethods, route } from '@/lib/http/route';
import { receiveTestMessage } from '@/lib/webhooks/services/receive-test-message';

/** What a webhook posts to the built-in receiver → 200 `{"received":true}`. Nobody signs in here: the token is the way in. */
export const POST = route<{ token: string }>('POST /api/test-address/{token}', async (request, { token }) => {
  await receiveTestMessage(token, request);
  return json({ received: true });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
