import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import { Prisma } from '@/lib/generated/prisma/client';
import type { AuditAction, AuditChange } from '@/lib/webhooks/core/audit';
import type { Tenant } from './tenant';
import type { Transaction } from './transaction';

function jsonColumn(value: Record<string, unknown> | null) {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject);
}

/** Records who did what to a webhook, in the transaction of the deed itself: neither is without the other. */
export async function insertWebhookAudit(
  tenant: Tenant,
  tx: Transaction,
  actor: Actor,
  entry: { action: AuditAction; webhookId: string } & AuditChange,
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
      targetKind: 'webhook',
      targetId: entry.webhookId,
      before: jsonColumn(entry.before),
      after: jsonColumn(entry.after),
    },
  });
}
