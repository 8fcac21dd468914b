import { AppError } from '@/lib/errors';
import type { Tenant } from '@/lib/webhooks/data/tenant';
import type { Transaction } from '@/lib/webhooks/data/transaction';
import { holdAndCountWebhooks } from '@/lib/webhooks/data/webhooks';

/**
 * Webhooks of one organisation at a time: far more than it has systems. Each event is stored once for every webhook that
 * subscribes it, in one statement with what others post in that moment: for three thousand that took a third of a second,
 * and others waited a whole one.
 */
export const WEBHOOKS_MAX = 1000;

/** Throws AppError `conflict` when `more` webhooks would be too many. */
export async function refuseTooMany(tenant: Tenant, tx: Transaction, more: number): Promise<void> {
  if ((await holdAndCountWebhooks(tenant, tx)) + more > WEBHOOKS_MAX)
    throw new AppError('conflict', { key: 'webhooks_full', params: { max: WEBHOOKS_MAX } });
}
