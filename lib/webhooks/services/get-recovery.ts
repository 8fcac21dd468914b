import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { env } from '@/lib/env';
import { diagnose } from '@/lib/webhooks/core/diagnosis';
import { countDeliveries, type DeliveryCount } from '@/lib/webhooks/data/delivery-counts';
import { findIncident, findSnooze, type Incident } from '@/lib/webhooks/data/incidents';
import { findJob, type JobProgress } from '@/lib/webhooks/data/jobs';
import { findLastFailure, type LastFailure } from '@/lib/webhooks/data/last-failure';
import { type Tenant, tenantOf } from '@/lib/webhooks/data/tenant';
import { findPause } from '@/lib/webhooks/data/webhook-pause';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { DeliveryCountDto, JobDto, RecoveryDto, WebhookDto } from '@/lib/webhooks/dtos';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** An attempt begins some time after its delivery was made: within this, the first failed ones of an outage were. */
const LEAD_MS = 60_000;

/** What did not reach a webhook's system: in its outage, and while it was off; and the job that sees to it. Throws AppError `not_found`. */
export async function getRecovery(actor: Actor, id: string): Promise<RecoveryDto> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  const [incident, held, job, snoozedUntil, pausedUntil] = await Promise.all([
    findIncident(tenant, webhook.id),
    inTurn(tenant, () => countDeliveries(tenant, webhook.id, { statuses: ['held'] })),
    findJob(tenant, webhook.id),
    findSnooze(tenant, webhook.id),
    findPause(tenant, webhook.id),
  ]);
  return {
    outage: incident && (await outageOf(tenant, webhook, incident)),
    held: held.deliveries > 0 ? countDtoOf(held) : null,
    job: job && jobDtoOf(job),
    alerts_snoozed_until: snoozedUntil?.toISOString() ?? null,
    paused_until: pausedUntil?.toISOString() ?? null,
  };
}

async function outageOf(
  tenant: Tenant,
  webhook: WebhookDto,
  { id, startedAt, endedAt }: Incident,
): Promise<RecoveryDto['outage']> {
  const since = new Date(startedAt.getTime() - LEAD_MS).toISOString();
  const until = endedAt?.toISOString() ?? null;
  const [count, failure] = await Promise.all([
    inTurn(tenant, () =>
      countDeliveries(tenant, webhook.id, {
        statuses: ['failure', 'timeout'],
        since,
        ...(until && { until }),
      }),
    ),
    findLastFailure(tenant, webhook.id, since, until),
  ]);
  // All of an outage that is over has arrived meanwhile: nothing to tell.
  if (endedAt && count.deliveries === 0) return null;
  return {
    id,
    started_at: startedAt.toISOString(),
    ended_at: until,
    since,
    until,
    ...countDtoOf(count),
    retrying: count.retrying,
    last_failure: failure && lastFailureOf(failure, webhook.url),
  };
}

function lastFailureOf(
  failure: LastFailure,
  url: string,
): NonNullable<RecoveryDto['outage']>['last_failure'] {
  const { case: name, owner, params } = diagnose(failure, { url, timeoutMs: env().DELIVERY_TIMEOUT_MS });
  return {
    delivery_id: failure.deliveryId,
    code: failure.code,
    status_code: failure.status_code,
    diagnosis: { case: name, owner, params },
  };
}

/** As pages and the API have it. */
export function countDtoOf({ deliveries, missedCalls, more }: DeliveryCount): DeliveryCountDto {
  return { count: deliveries, missed_calls: missedCalls, more };
}

function jobDtoOf({ startsAt, endedAt, ...job }: JobProgress): JobDto {
  return { ...job, starts_at: startsAt.toISOString(), ended_at: endedAt?.toISOString() ?? null };
}
