import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { AppError } from '@/lib/errors';
import { decodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import { findAuditActors, findAuditEntries } from '@/lib/webhooks/data/audit-log';
import { tenantOf } from '@/lib/webhooks/data/tenant';
import type { AuditActorDto, AuditEntryDto, Page } from '@/lib/webhooks/dtos';
import type { AuditQuery } from '@/lib/webhooks/schemas';

const PAGE_SIZE = 50;

/**
 * A page of the organisation's audit trail, the newest first. Whoever may read may read it: it holds no secret.
 * Throws AppError `invalid` (path `cursor`).
 */
export async function listAudit(
  actor: Actor,
  { cursor, ...filters }: AuditQuery = {},
): Promise<Page<AuditEntryDto>> {
  authorize(actor, 'read');
  const after = cursor ? decodeCursor(cursor) : null;
  if (cursor && !after)
    throw new AppError('invalid', { fields: [{ path: ['cursor'], key: 'cursor_invalid' }] });
  return findAuditEntries(tenantOf(actor), { ...filters, after, limit: PAGE_SIZE });
}

/** Everybody who is in the trail, for the filter. */
export async function listAuditActors(actor: Actor): Promise<AuditActorDto[]> {
  authorize(actor, 'read');
  return findAuditActors(tenantOf(actor));
}
