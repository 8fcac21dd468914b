import { expect, vi } from 'vitest';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import type { Post } from './call-system';
import type { DurableDatabase } from './durable-database';
import type { Received, Receiver } from './receiver';

/** An organisation whose deliveries are accounted for: what was accepted, what arrived, and what is recorded of it. */
export interface AccountedOrganization {
  id: string;
  ingestKey: string;
  /** By the path at the receiver. */
  webhooks: Map<string, { events: readonly string[]; secret: string }>;
}

/** One with two webhooks at `receiver`: of every event, and of calls that were completed. */
export async function createAccountedOrganization(receiver: Receiver): Promise<AccountedOrganization> {
  const { id } = await createOrganization();
  const { key } = await createIngestKey({ organizationId: id });
  const webhooks: AccountedOrganization['webhooks'] = new Map();
  for (const [path, events] of [
    ['/voki/all', ['call.completed', 'customer.created']],
    ['/voki/completed', ['call.completed']],
  ] as const) {
    const url = new URL(path, receiver.url).href;
    const { secret } = await createWebhook({ organizationId: id, url, events: [...events] });
    webhooks.set(path, { events, secret });
  }
  return { id, ingestKey: key, webhooks };
}

/** Waits until each delivery of the organisation has succeeded. */
export async function allDelivered(
  database: DurableDatabase,
  { id }: AccountedOrganization,
  timeoutMs = 60_000,
): Promise<void> {
  await vi.waitFor(
    async () => {
      // A few are enough to tell what became of them.
      const left = await database.query(
        `SELECT d.id, d.status, d.attempt_count, d.code, d.created_at, d.next_attempt_at, d.lease_token, l.leased_until,
           EXISTS (SELECT 1 FROM delivery_queue q WHERE q.delivery_id = d.id) AS queued
         FROM deliveries d LEFT JOIN delivery_leases l ON l.token = d.lease_token
         WHERE d.organization_id = $1 AND d.status <> 'success' LIMIT 5`,
        [id],
      );
      expect(left).toEqual([]);
    },
    { timeout: timeoutMs, interval: 100 },
  );
}

interface Delivery {
  id: string;
  event_id: string;
  attempt_count: number;
}

interface Attempt {
  delivery_id: string;
  number: number;
  outcome: string;
}

interface Account {
  database: DurableDatabase;
  organization: AccountedOrganization;
  posts: readonly Post[];
  receipts: readonly Received[];
  /** What the receiver answered each with. */
  answered: ReadonlyMap<Received, number>;
  /** When each life of the sending process began, by `performance.now()`; with one life nothing may arrive twice. */
  lives: readonly number[];
}

/** What a fault made of the deliveries, for whoever reads the test's output. */
export interface Balance {
  events: number;
  deliveries: number;
  attempts: number;
  receipts: number;
}

/**
 * Proves that nothing is missing and nothing is there that should not be:
 *
 * - Each post that was accepted is one event, under one id in all of its answers, of which at most one is 202; there is
 *   no other event. Each event has one delivery for each webhook that is subscribed, and no other.
 * - Each receipt is of one of these deliveries, at its webhook's path, signed with its secret, and has the event's bytes.
 * - Each attempt on record was received, under its number, and the last receipt of that number was answered as recorded.
 * - Receipts beyond the attempts on record are of attempts that could not be recorded: two receipts of one number come
 *   from two lives of the process, as whoever lives records what it sent before it sends again.
 */
export async function balance({ database, organization, ...seen }: Account): Promise<Balance> {
  const ids = acceptedIds(seen.posts);
  const rows = <Row extends object>(statement: string) => database.query<Row>(statement, [organization.id]);
  const events = await rows<{ id: string; body: string }>(
    'SELECT id, body FROM events WHERE organization_id = $1',
  );
  expect(new Set(events.map(({ id }) => id))).toEqual(new Set(ids.keys()));
  for (const { id, body } of events) expect(body).toBe(ids.get(id)?.payload);

  const deliveries = await rows<Delivery & { url: string }>(
    `SELECT d.id, d.event_id, d.attempt_count, w.url FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id
     WHERE d.organization_id = $1`,
  );
  expect(deliveries.map(({ event_id, url }) => `${event_id} ${new URL(url).pathname}`).sort()).toEqual(
    wantedDeliveries(ids, organization).sort(),
  );
  const attempts = await rows<Attempt>(
    'SELECT delivery_id, number, outcome FROM attempts WHERE organization_id = $1 ORDER BY delivery_id, number',
  );
  judgeReceipts(deliveries, ids, organization, seen.receipts);
  judgeAttempts(deliveries, attempts, seen);
  return {
    events: events.length,
    deliveries: deliveries.length,
    attempts: attempts.length,
    receipts: seen.receipts.length,
  };
}

function acceptedIds(posts: readonly Post[]): Map<string, Post> {
  const ids = new Map<string, Post>();
  for (const post of posts) {
    const accepted = post.answers.filter(({ status }) => status === 200 || status === 202);
    const [id, ...others] = new Set(accepted.map((answer) => answer.id));
    expect(id, post.key).toEqual(expect.any(String));
    expect(others, post.key).toEqual([]);
    expect(accepted.filter(({ status }) => status === 202).length, post.key).toBeLessThanOrEqual(1);
    // A first answer that is a repeat's means that an earlier post was accepted and its answer lost on the way.
    if (accepted[0]?.status === 200)
      expect(post.unanswered + post.answers.length, post.key).toBeGreaterThan(1);
    for (const { status, retryAfter } of post.answers)
      if (status === 503) expect(Number(retryAfter), post.key).toBeGreaterThan(0);
    ids.set(String(id), post);
  }
  expect(ids.size).toBe(posts.length);
  return ids;
}

function wantedDeliveries(ids: Map<string, Post>, { webhooks }: AccountedOrganization): string[] {
  return [...ids].flatMap(([id, { event }]) =>
    [...webhooks].filter(([, { events }]) => events.includes(event)).map(([path]) => `${id} ${path}`),
  );
}

function judgeReceipts(
  deliveries: readonly (Delivery & { url: string })[],
  ids: Map<string, Post>,
  { webhooks }: AccountedOrganization,
  receipts: readonly Received[],
): void {
  const byId = new Map(deliveries.map((one) => [one.id, one]));
  for (const { path, headers, body } of receipts) {
    const delivery = byId.get(String(headers['x-voki-delivery']));
    expect(delivery && new URL(delivery.url).pathname).toBe(path);
    expect(body).toBe(ids.get(delivery?.event_id ?? '')?.payload);
    expect(headers['x-voki-signature']).toBe(
      vokiSignature(webhooks.get(path)?.secret ?? '', Buffer.from(body)),
    );
    expect(headers['webhook-id']).toBe(delivery?.id);
  }
}

function judgeAttempts(
  deliveries: readonly Delivery[],
  attempts: readonly Attempt[],
  { receipts, answered, lives }: Pick<Account, 'receipts' | 'answered' | 'lives'>,
): void {
  const recorded = groupBy(attempts, ({ delivery_id }) => delivery_id);
  const received = groupBy(receipts, ({ headers }) => String(headers['x-voki-delivery']));
  for (const { id, attempt_count } of deliveries) {
    const numbers = Array.from({ length: attempt_count }, (_, i) => i + 1);
    expect(
      recorded.get(id)?.map(({ number }) => number),
      id,
    ).toEqual(numbers);
    const byNumber = groupBy(received.get(id) ?? [], ({ headers }) => Number(headers['x-voki-attempt']));
    expect(
      [...byNumber.keys()].sort((a, b) => a - b),
      id,
    ).toEqual(numbers);
    for (const { number, outcome } of recorded.get(id) ?? []) {
      const same = byNumber.get(number) ?? [];
      const last = same.at(-1);
      expect(last && answered.get(last), id).toSatisfy(
        (status) => (outcome === 'success') === (status === 200),
      );
      const sentBy = same.map(({ at }) => lives.filter((begin) => begin <= at).length);
      expect([...new Set(sentBy)], `${id}, attempt ${number}`).toEqual(sentBy);
    }
  }
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * Lets a minute pass for what killed processes had leased, once their last statements are through. Only while no process
 * lives: what one that lives had leased would be sent twice.
 */
export async function letLeasesRunOut(database: DurableDatabase): Promise<void> {
  await vi.waitFor(
    async () => {
      const connected = await database.query(
        `SELECT query FROM pg_stat_activity WHERE application_name = 'voki-webhooks'`,
      );
      expect(connected).toEqual([]);
    },
    { timeout: 20_000, interval: 10 },
  );
  await database.query('UPDATE delivery_leases SET leased_until = now() WHERE leased_until > now()');
}

/** The longest that a lease still lasts, of all deliveries or of one, in seconds; 0 when there is none. */
export async function longestLease(
  database: DurableDatabase,
  delivery: string | null = null,
): Promise<number> {
  const [row] = await database.query<{ seconds: number }>(
    `SELECT COALESCE(extract(epoch FROM max(l.leased_until) - now()), 0)::float8 AS seconds
     FROM delivery_leases l CROSS JOIN LATERAL unnest(l.delivery_ids) AS held
     JOIN deliveries d ON d.id = held AND d.lease_token = l.token
     WHERE $1::uuid IS NULL OR d.id = $1`,
    [delivery],
  );
  return row?.seconds ?? 0;
}
