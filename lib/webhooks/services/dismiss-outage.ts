import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { dismissIncident } from '@/lib/webhooks/data/incidents';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import { uuidOrNotFound } from './not-found';

/** Takes an outage that is over off the webhook's page, for everybody. Throws AppError `not_found`. */
export async function dismissOutage(actor: Actor, id: string): Promise<void> {
  authorize(actor, 'change');
  if (!(await dismissIncident(tenantOf(actor), uuidOrNotFound(id)))) throw new AppError('not_found');
}
