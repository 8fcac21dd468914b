import { apiActor } from '@/lib/auth/api-guard';
import { readJson } from '@/lib/http/parse';
import { json, otherMethods, route } from '@/lib/http/route';
import { eraseCustomerInput } from '@/lib/webhooks/schemas';
import { eraseCustomer } from '@/lib/webhooks/services/erase-customer';

/**
 * `{"id"}` or `{"email"}` → `{"events","withdrawn","answers"}`: how many payloads, waiting deliveries and answers of
 * receivers were removed. Not a DELETE of an address, as addresses are logged on their way and this one would name a person.
 */
export const POST = route('POST /api/customers/erase', async (request) => {
  const actor = await apiActor(request, 'erase_customer');
  return json(await eraseCustomer(actor, await readJson(request, eraseCustomerInput)));
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
