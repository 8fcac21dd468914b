'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import type { AuditEntryDto, Page } from '@/lib/webhooks/dtos';
import { auditQuery } from '@/lib/webhooks/schemas';
import { listAudit } from '@/lib/webhooks/services/list-audit';

/** A further page of the audit trail. */
export async function listAuditAction(query: unknown): Promise<Result<Page<AuditEntryDto>>> {
  return guardedAction('listAuditAction', async (actor) => listAudit(actor, parseWith(auditQuery, query)));
}
