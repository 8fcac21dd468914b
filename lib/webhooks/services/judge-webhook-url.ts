import { AppError } from '@/lib/errors';
import { judgeUrl } from '@/lib/webhooks/core/address-policy';
import { addressPolicy } from '@/lib/webhooks/engine/policy';

/** Refuses an address that this installation does not deliver to. Throws AppError `invalid` on the path `url`. */
export function judgeWebhookUrl(url: string): void {
  const judgement = judgeUrl(url, addressPolicy());
  if (!judgement.ok) throw new AppError('invalid', { fields: [{ path: ['url'], key: judgement.reason }] });
}
