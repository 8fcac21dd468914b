import { prisma } from '@/lib/db';
import { Prisma } from '@/lib/generated/prisma/client';
import {
  AUDIT_ACTOR_KINDS,
  type AuditActorKind,
  type AuditTarget,
  isAuditAction,
} from '@/lib/webhooks/core/audit';
import { type DeliveryCursor, encodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import type { AuditActorDto, AuditEntryDto, Page } from '@/lib/webhooks/dtos';
import type { AuditQuery } from '@/lib/webhooks/schemas';
import type { Tenant } from './tenant';

interface AuditRow {
  id: string;
  actorKind: string;
  actorName: string;
  address: string | null;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  createdAt: Date;
}

function kindOf(text: string): AuditActorKind {
  const kind = AUDIT_ACTOR_KINDS.find((one) => one === text);
  if (!kind) throw new Error('an audit entry of somebody outside the closed set');
  return kind;
}

function auditEntryDtoOf(row: AuditRow): AuditEntryDto {
  if (!isAuditAction(row.action)) throw new Error('an audit entry of an action outside the closed set');
  return {
    id: row.id,
    actor: { kind: kindOf(row.actorKind), name: row.actorName },
    address: row.address,
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    before: row.before,
    after: row.after,
    created_at: row.createdAt.toISOString(),
  };
}

/** `user:<id>` apart; a filter that means nobody finds nothing. */
function whoIs(who: string): { kind: string; id: string } {
  const at = who.indexOf(':');
  return at < 0 ? { kind: who, id: '' } : { kind: who.slice(0, at), id: who.slice(at + 1) };
}

/** SQL: the id that an entry of `page` is about, where that is a `kind`. A CASE, as others' ids need not be UUIDs: an AND is judged in any order. */
const targetOf = (kind: AuditTarget) =>
  Prisma.sql`CASE WHEN page."targetKind" = ${kind} THEN page."targetId"::uuid END`;

type AuditFilters = Omit<AuditQuery, 'cursor'> & { after: DeliveryCursor | null; limit: number };

/** A page of an organisation's trail, the newest first: by keyset on the index of whichever filter is asked for. */
export async function findAuditEntries(
  tenant: Tenant,
  { who, action, since, after, limit }: AuditFilters,
): Promise<Page<AuditEntryDto>> {
  const actor = who === undefined ? null : whoIs(who);
  const conditions = [
    Prisma.sql`a.organization_id = ${tenant.organizationId}::uuid`,
    ...(actor ? [Prisma.sql`a.actor_kind = ${actor.kind} AND COALESCE(a.actor_id, '') = ${actor.id}`] : []),
    ...(action ? [Prisma.sql`a.action = ${action}`] : []),
    ...(since ? [Prisma.sql`a.created_at >= ${since}::timestamptz`] : []),
    ...(after ? [Prisma.sql`(a.created_at, a.id) < (${after.createdAt}, ${after.id}::uuid)`] : []),
  ];
  const rows = await prisma().$queryRaw<AuditRow[]>`
    SELECT page.*, COALESCE(w.name, k.name, u.name) AS "targetName"
    FROM (
      SELECT a.id, a.actor_kind AS "actorKind", a.actor_name AS "actorName", a.address, a.action,
        a.target_kind AS "targetKind", a.target_id AS "targetId", a.before, a.after, a.created_at AS "createdAt"
      FROM audit_entries a
      WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY a.created_at DESC, a.id DESC
      LIMIT ${limit + 1}
    ) AS page
    LEFT JOIN LATERAL (
      SELECT COALESCE(NULLIF(w.description, ''), w.url) AS name FROM webhooks w
      WHERE w.organization_id = ${tenant.organizationId}::uuid AND w.id = ${targetOf('webhook')}) AS w ON true
    LEFT JOIN LATERAL (
      SELECT k.name FROM api_keys k
      WHERE k.organization_id = ${tenant.organizationId}::uuid AND k.id = ${targetOf('api_key')}) AS k ON true
    LEFT JOIN LATERAL (
      SELECT u.name FROM users u
      WHERE u.organization_id = ${tenant.organizationId}::uuid AND u.id = ${targetOf('user')}) AS u ON true
    ORDER BY page."createdAt" DESC, page.id DESC`;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(auditEntryDtoOf),
    next_cursor: rows.length > limit && last ? encodeCursor(last) : null,
  };
}

/** More than there ever are of people and keys with deeds. */
const ACTORS_MAX = 200;

/** Everybody who is in the trail, by name, under the name that they last had: from one to the next on the index. */
export async function findAuditActors(tenant: Tenant): Promise<AuditActorDto[]> {
  const rows = await prisma().$queryRaw<{ kind: string; id: string; name: string }[]>`
    WITH RECURSIVE who(kind, id, name) AS (
      (SELECT a.actor_kind, COALESCE(a.actor_id, ''), a.actor_name FROM audit_entries a
        WHERE a.organization_id = ${tenant.organizationId}::uuid
        ORDER BY a.actor_kind, COALESCE(a.actor_id, ''), a.created_at DESC, a.id DESC LIMIT 1)
      UNION ALL
      SELECT n.* FROM who x CROSS JOIN LATERAL (
        SELECT a.actor_kind, COALESCE(a.actor_id, ''), a.actor_name FROM audit_entries a
        WHERE a.organization_id = ${tenant.organizationId}::uuid
          AND (a.actor_kind, COALESCE(a.actor_id, '')) > (x.kind, x.id)
        ORDER BY a.actor_kind, COALESCE(a.actor_id, ''), a.created_at DESC, a.id DESC LIMIT 1) AS n
    )
    SELECT kind, id, name FROM (SELECT * FROM who LIMIT ${ACTORS_MAX}) AS known ORDER BY name, kind, id`;
  return rows.map(({ kind, id, name }) => ({
    who: id === '' ? kind : `${kind}:${id}`,
    kind: kindOf(kind),
    name,
  }));
}
