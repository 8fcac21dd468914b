import { createHash } from 'node:crypto';
import { pool } from '@/lib/db';
import { plainArray, textArray } from '@/lib/webhooks/data/array-literal';
import { newEvent } from '../events';
import { serve } from '../harness/child';
import { inParallel } from '../harness/in-parallel';
import { type Measure, measured } from '../harness/measure';

/** The rows of accepted events and nothing around them: what PostgreSQL alone takes. */

/** Statements at a time, as many as the batches that the load posts at a time. */
const WIDTH = 8;

const INSERT = `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) AS i(id, subject_id, body, hash)
), new_events AS (
  INSERT INTO events (id, organization_id, event, "timestamp", subject_id, customer_email, body, idempotency_key, body_hash)
  SELECT id, $5, 'call.completed', now(), subject_id, 'ana.souza@example.com', body, subject_id, hash FROM input
), new_deliveries AS (
  INSERT INTO deliveries (id, organization_id, webhook_id, event_id, event, subject_id, status, next_attempt_at)
  SELECT uuid_v7(), $5, $6, id, 'call.completed', subject_id, 'pending', now() FROM input
  RETURNING id, organization_id, webhook_id, next_attempt_at
)
INSERT INTO delivery_queue (webhook_id, due_at, delivery_id, organization_id)
SELECT webhook_id, next_attempt_at, id, organization_id FROM new_deliveries`;

const hash = createHash('sha256').digest('hex');

const methods = {
  run: (organizationId: string, webhookId: string, batch: number, batches: number): Promise<Measure> =>
    measured(batch * batches, () =>
      inParallel(WIDTH, batches, () => {
        const events = Array.from({ length: batch }, () => newEvent(organizationId));
        return pool().query({
          name: 'bare-insert',
          text: INSERT,
          values: [
            plainArray(events.map(({ id }) => id)),
            plainArray(events.map(({ subjectId }) => subjectId)),
            textArray(events.map(({ body }) => body)),
            textArray(events.map(() => `\\x${hash}`)),
            organizationId,
            webhookId,
          ],
        });
      }),
    ),
};

export type BareInsert = typeof methods;
serve(methods);
