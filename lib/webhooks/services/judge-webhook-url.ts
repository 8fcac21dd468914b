import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { judgeUrl } from '@/lib/webhooks/core/address-policy';

/** Refuses an address that this installation does not deliver to. Throws AppError `invalid` on the path `url`. */
export function judgeWebhookUrl(url: string): void {
  const judgement = judgeUrl(url, {
    allowedPrivateHosts: env().DELIVERY_ALLOWED_PRIVATE_HOSTS,
    allowedPorts: env().DELIVERY_ALLOWED_PORTS,
  });
  if (!judgement.ok) throw new AppError('invalid', { fields: [{ path: ['url'], key: judgement.reason }] });
}
