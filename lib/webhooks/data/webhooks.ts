import { prisma } from '@/lib/db';
import type { DisabledReason } from '@/lib/webhooks/core/delivery-state';
import { type EventName, isEventName } from '@/lib/webhooks/core/event-catalogue';
import { maskedFields } from '@/lib/webhooks/core/mask';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import type { Tenant } from './tenant';
import { type Transaction, transactionTime } from './transaction';

/** The columns of a webhook, in whatever way they were read. */
export interface WebhookRow {
  id: string;
  url: string;
  description: string;
  events: string[];
  enabled: boolean;
  disabledReason: DisabledReason | null;
  /** Of core/mask.ts. */
  mask: number | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Without a secret, which no reader of webhooks is to carry. */
export function webhookDtoOf(row: WebhookRow): WebhookDto {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: row.events.filter(isEventName),
    enabled: row.enabled,
    disabled_reason: row.disabledReason,
    mask: maskedFields(row.mask),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

const mine = (tenant: Tenant, id: string) => ({ organizationId: tenant.organizationId, id });

/** A webhook that is there; null for one that is deleted, or another organisation's. `id` must be a UUID. */
export async function findWebhook(tenant: Tenant, id: string): Promise<WebhookDto | null> {
  const row = await prisma().webhook.findFirst({ where: { ...mine(tenant, id), deletedAt: null } });
  return row && webhookDtoOf(row);
}

/** As {@link findWebhook}, held against other changes until the transaction ends. */
export async function lockWebhook(tenant: Tenant, tx: Transaction, id: string): Promise<WebhookDto | null> {
  await tx.$queryRaw`
    SELECT 1 FROM webhooks
    WHERE organization_id = ${tenant.organizationId}::uuid AND id = ${id}::uuid
    FOR NO KEY UPDATE`;
  const row = await tx.webhook.findFirst({ where: { ...mine(tenant, id), deletedAt: null } });
  return row && webhookDtoOf(row);
}

/** A webhook to be made. */
export interface NewWebhook {
  id: string;
  url: string;
  description: string;
  events: EventName[];
  mask: number | null;
  enabled: boolean;
}

/** Adds a webhook, and its place for what the engine learns of it. */
export async function insertWebhook(
  tenant: Tenant,
  tx: Transaction,
  webhook: NewWebhook,
): Promise<WebhookDto> {
  const row = await tx.webhook.create({
    data: {
      ...webhook,
      organizationId: tenant.organizationId,
      disabledReason: webhook.enabled ? null : 'manual',
      state: { create: {} },
    },
  });
  return webhookDtoOf(row);
}

/** What can be changed. `enabled` and `disabledReason` go together (a check in the database). */
export type WebhookChange = Partial<
  Pick<WebhookRow, 'url' | 'description' | 'enabled' | 'disabledReason' | 'mask'> & { events: EventName[] }
>;

/** Changes a webhook that {@link lockWebhook} found. */
export async function updateWebhookRow(
  tenant: Tenant,
  tx: Transaction,
  id: string,
  change: WebhookChange,
): Promise<WebhookDto> {
  const row = await tx.webhook.update({
    where: { organizationId_id: mine(tenant, id) },
    data: { ...change, updatedAt: await transactionTime(tx) },
  });
  return webhookDtoOf(row);
}

/** Forgets past failures and closes the breaker, so that a webhook switched on again is judged by what comes. */
export async function resetState(tenant: Tenant, tx: Transaction, webhookId: string): Promise<void> {
  await tx.webhookState.updateMany({
    where: { organizationId: tenant.organizationId, webhookId },
    data: { consecutiveFailures: 0, failingSince: null, pausedUntil: null, probes: 0 },
  });
}

/** Marks a webhook as deleted, by the database's clock. */
export async function markDeleted(tenant: Tenant, tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhooks SET deleted_at = now(), updated_at = now()
    WHERE organization_id = ${tenant.organizationId}::uuid AND id = ${id}::uuid AND deleted_at IS NULL`;
}

/** Takes the mark away again when it is at most `withinSeconds` old. */
export async function unmarkDeleted(
  tenant: Tenant,
  tx: Transaction,
  id: string,
  withinSeconds: number,
): Promise<'restored' | 'too_late' | 'not_found'> {
  const restored = await tx.$executeRaw`
    UPDATE webhooks SET deleted_at = NULL, updated_at = now()
    WHERE organization_id = ${tenant.organizationId}::uuid AND id = ${id}::uuid
      AND deleted_at > now() - make_interval(secs => ${withinSeconds})`;
  if (restored === 1) return 'restored';
  const tooLate = await tx.webhook.count({ where: { ...mine(tenant, id), deletedAt: { not: null } } });
  return tooLate > 0 ? 'too_late' : 'not_found';
}
