import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool, prisma } from '@/lib/db';
import { Prisma } from '@/lib/generated/prisma/client';
import { createOrganization, createWebhook } from '@/prisma/factories';
import { type HistoryQuery, historyStatement } from './deliveries';
import { systemTenant } from './tenant';

const ROWS = 40_000;
/** Of a page of 51 rows through an index and their heap pages; walking the webhook's history takes thousands. */
const BUFFERS_MAX = 400;

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

describe('the statement of the history', () => {
  const organizationId = randomUUID();
  let webhookId: string;
  let middle: HistoryQuery['after'];

  beforeAll(async () => {
    await prisma().organization.create({ data: { id: organizationId, name: 'Busy', plan: 'enterprise' } });
    webhookId = (await createWebhook({ organizationId })).webhook.id;
    const other = await createOrganization();
    await createWebhook({ organizationId: other.id });
    await pool().query(
      `WITH n AS (SELECT generate_series(1, ${ROWS}) AS n), made AS (
         INSERT INTO events (id, organization_id, event, "timestamp", subject_id, customer_email)
         SELECT gen_random_uuid(), $1, 'call.completed', now(), 'call-' || n, 'c' || n % 1000 || '@example.com' FROM n
         RETURNING id, subject_id)
       INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, created_at)
       SELECT gen_random_uuid(), $1, $2, id,
         CASE WHEN n % 500 = 0 THEN 'call.missed' ELSE 'call.completed' END, subject_id,
         CASE WHEN n % 500 = 1 THEN 'failure'::delivery_status ELSE 'success' END,
         now() - n * interval '1 minute'
       FROM (SELECT *, substr(subject_id, 6)::int AS n FROM made) AS numbered`,
      [organizationId, webhookId],
    );
    await pool().query('ANALYZE deliveries, events');
    const half = await prisma().delivery.findFirstOrThrow({
      where: { organizationId, subjectId: `call-${ROWS / 2}` },
    });
    middle = { createdAt: half.createdAt, id: half.id };
  });

  async function explain(filter: Partial<HistoryQuery>) {
    const query = { after: null, limit: 50, ...filter };
    const statement = historyStatement(systemTenant(organizationId), webhookId, query, true);
    const rows = await prisma().$queryRaw<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      Prisma.sql`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${statement}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!plan) throw new Error('no plan');
    return {
      buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
      indexes: nodesOf(plan).flatMap((node) => node['Index Name'] ?? []),
    };
  }

  it.each([
    ['no filter', () => ({}), 'deliveries_webhook_id_created_at_id_idx'],
    ['a key in the middle', () => ({ after: middle }), 'deliveries_webhook_id_created_at_id_idx'],
    ['few that are pending', () => ({ status: 'pending' as const }), 'deliveries_pkey'],
    ['a rare status', () => ({ status: 'failure' as const }), 'deliveries_trouble_idx'],
    [
      'a rare event',
      () => ({ event: 'call.missed' as const }),
      'deliveries_webhook_id_event_created_at_id_idx',
    ],
    ['a call id', () => ({ q: 'call-777' }), 'events_subject_id_organization_id_idx'],
    ['a UUID', () => ({ q: randomUUID() }), 'events_subject_id_organization_id_idx'],
    ['an e-mail address', () => ({ q: 'c7@example.com' }), 'events_customer_email_idx'],
  ] as const)('with %s costs a page, not the history', async (_, filter, index) => {
    const { buffers, indexes } = await explain(filter());
    expect(indexes).toContain(index);
    expect(buffers).toBeLessThan(BUFFERS_MAX);
  });
});
