import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { Prisma } from '@/lib/generated/prisma/client';
import type { AuditAction, AuditChange, AuditTarget } from '@/lib/webhooks/core/audit';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

/** Who did it, as the trail keeps it. */
export type AuditActor =
  | Pick<Actor, 'kind' | 'id' | 'name' | 'address'>
  | { kind: 'operator'; id: null; name: string; address: null };

/** Whoever runs the command line; which person that is, the machine knows. */
export const OPERATOR: AuditActor = { kind: 'operator', id: null, name: 'operator', address: null };

function jsonColumn(value: Record<string, unknown> | null) {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject);
}

/** Records who did what, in the transaction of the deed itself: neither is without the other. */
export async function insertAudit(
  tenant: Tenant,
  tx: Transaction,
  actor: AuditActor,
  entry: { action: AuditAction; targetKind: AuditTarget; targetId: string } & AuditChange,
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: uuidv7(),
      organizationId: tenant.organizationId,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      address: actor.address,
      action: entry.action,
      targetKind: entry.targetKind,
      targetId: entry.targetId,
      before: jsonColumn(entry.before),
      after: jsonColumn(entry.after),
    },
  });
}

/** As {@link insertAudit}, of a webhook. */
export async function insertWebhookAudit(
  tenant: Tenant,
  tx: Transaction,
  actor: Actor,
  { webhookId, ...entry }: { action: AuditAction; webhookId: string } & AuditChange,
): Promise<void> {
  await insertAudit(tenant, tx, actor, { ...entry, targetKind: 'webhook', targetId: webhookId });
}
