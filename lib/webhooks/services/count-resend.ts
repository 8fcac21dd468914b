import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { countDeliveries, type DeliverySelection } from '@/lib/webhooks/data/delivery-counts';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { DeliveryCountDto } from '@/lib/webhooks/dtos';
import type { StartResendInput } from '@/lib/webhooks/schemas';
import { countDtoOf } from './get-recovery';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** What `input` means: failures and timeouts, or the one status asked for; held ones only when asked for. */
export function selectionOf({ status, ...filter }: StartResendInput): DeliverySelection {
  return { statuses: status === undefined ? ['failure', 'timeout'] : [status], ...filter };
}

/** How many deliveries {@link startResend} would take now. Throws AppError `not_found`, `rate_limited`. */
export async function countResend(
  actor: Actor,
  id: string,
  input: StartResendInput,
): Promise<DeliveryCountDto> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  return countDtoOf(await inTurn(tenant, () => countDeliveries(tenant, webhook.id, selectionOf(input))));
}
