import { v7 as uuidv7 } from 'uuid';
import { expect, vi } from 'vitest';
import { pool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { payloadBody } from '@/lib/webhooks/core/payload';
import type { NewEvent } from '@/lib/webhooks/data/publish';
import { Engine, type EngineOptions } from '@/lib/webhooks/engine/engine';
import { THIS_MACHINE } from './http-clients';

const running = new Set<Engine>();

/** An engine that may deliver to this machine; end all of them with {@link stopEngines}. */
export function createEngine(options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine({
    policy: THIS_MACHINE,
    timeoutMs: 5000,
    // Longer than any test takes.
    schedule: [600, 3000],
    concurrency: 50,
    webhookConcurrency: 10,
    random: () => 0.5,
    ...options,
  });
  running.add(engine);
  return engine;
}

export async function stopEngines(): Promise<void> {
  await Promise.all([...running].map((engine) => engine.stop()));
  running.clear();
}

/** An event as the intake makes one. */
export function newEvent(organizationId: string, change: Partial<NewEvent> = {}): NewEvent {
  const event: EventName = change.event ?? 'call.completed';
  const timestamp = new Date('2026-02-20T14:30:00Z');
  return {
    id: uuidv7(),
    organizationId,
    event,
    timestamp,
    subjectId: 'call-1',
    customerEmail: null,
    body: payloadBody(event, timestamp, '{"id":"call-1","note":"olá 😀"}'),
    idempotency: null,
    ...change,
  };
}

/** A delivery as it stands in the database. */
export interface StoredDelivery {
  id: string;
  webhook_id: string;
  status: string;
  code: string | null;
  status_code: number | null;
  attempt_count: number;
  retry_count: number;
  lease_token: string | null;
  next_attempt_at: Date | null;
  /** Until the next attempt, by the database's clock; null: none follows by itself. */
  next_in_seconds: number | null;
}

/** The deliveries of an organisation, the oldest first. */
export async function storedDeliveries(organizationId: string): Promise<StoredDelivery[]> {
  const { rows } = await pool().query<StoredDelivery>(
    `SELECT id, webhook_id, status, code, status_code, attempt_count, retry_count, lease_token, next_attempt_at,
       extract(epoch FROM next_attempt_at - now())::float8 AS next_in_seconds
     FROM deliveries WHERE organization_id = $1 ORDER BY created_at, id`,
    [organizationId],
  );
  return rows;
}

/** Waits until every delivery of the organisation has ended so many attempts, and is in nobody's hands. */
export function settledDeliveries(organizationId: string, attempts = 1): Promise<StoredDelivery[]> {
  return vi.waitFor(
    async () => {
      const deliveries = await storedDeliveries(organizationId);
      expect(deliveries.length).toBeGreaterThan(0);
      for (const delivery of deliveries) {
        expect(delivery.attempt_count).toBeGreaterThanOrEqual(attempts);
        expect(delivery.lease_token).toBeNull();
      }
      return deliveries;
    },
    { timeout: 15_000, interval: 20 },
  );
}

export interface StoredAttempt {
  delivery_id: string;
  number: number;
  trigger: string;
  outcome: string;
  code: string | null;
  status_code: number | null;
  duration_ms: number;
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
  request_headers: string;
  response_headers: string | null;
  response_body: string | null;
  response_truncated: boolean;
  remote_address: string | null;
}

/** All attempts of an organisation, in the order of deliveries and numbers. */
export async function storedAttempts(organizationId: string): Promise<StoredAttempt[]> {
  const { rows } = await pool().query<StoredAttempt>(
    'SELECT * FROM attempts WHERE organization_id = $1 ORDER BY delivery_id, number',
    [organizationId],
  );
  return rows;
}

/** Lets time pass for the queue: what waits for a retry is due now, of an organisation or of one of its deliveries. */
export async function makeDue(organizationId: string, deliveryId: string | null = null): Promise<void> {
  await pool().query(
    `WITH moved AS (
       UPDATE delivery_queue SET due_at = now()
       WHERE organization_id = $1 AND ($2::uuid IS NULL OR delivery_id = $2)
       RETURNING delivery_id
     )
     UPDATE deliveries d SET next_attempt_at = now() FROM moved m WHERE d.id = m.delivery_id`,
    [organizationId, deliveryId],
  );
}

/** Takes what waits of an organisation out of the queue, as another process does that goes on for so many seconds. */
export async function leaseElsewhere(organizationId: string, seconds: number): Promise<void> {
  await pool().query(
    `WITH taken AS (
       DELETE FROM delivery_queue WHERE organization_id = $1 RETURNING delivery_id
     ), lease AS (
       INSERT INTO delivery_leases (token, leased_until, delivery_ids)
       SELECT gen_random_uuid(), now() + $2 * interval '1 second', array_agg(delivery_id) FROM taken
       RETURNING token
     )
     UPDATE deliveries d SET lease_token = lease.token FROM taken, lease WHERE d.id = taken.delivery_id`,
    [organizationId, seconds],
  );
}
