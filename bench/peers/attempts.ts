import { pool } from '@/lib/db';
import { plainArray, textArray } from '@/lib/webhooks/data/array-literal';
import { GroupCommit } from '@/lib/webhooks/engine/group-commit';
import type { SignedPost } from '../signed-posts';
import { DELIVERED } from './history';
import type { Acceptance } from './jobs';

/** Records attempts for the peers as a good team would: the columns of ours, many in one durable commit. */

const TABLE = `CREATE TABLE IF NOT EXISTS attempts (
  delivery_id UUID NOT NULL,
  number INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  status_code INTEGER NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  duration_ms INTEGER NOT NULL,
  request_headers TEXT NOT NULL,
  response_headers TEXT NOT NULL,
  response_body TEXT NOT NULL,
  PRIMARY KEY (delivery_id, number)
)`;

const INSERT = `
INSERT INTO attempts (delivery_id, number, outcome, status_code, started_at, duration_ms, request_headers, response_headers, response_body)
SELECT i.delivery_id, 1, 'success', i.status_code, i.started_at, i.duration_ms, i.request_headers, i.response_headers, i.response_body
FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::text[], $6::text[], $7::text[])
  AS i(delivery_id, status_code, started_at, duration_ms, request_headers, response_headers, response_body)
ON CONFLICT DO NOTHING`;

const STATEMENTS: Record<Acceptance, { name?: string; text: string }> = {
  'in bulks': { name: 'attempts', text: INSERT },
  // Not prepared: a plan from the time at which `deliveries` was empty would read all of it for ever.
  'one by one': { text: `WITH delivered AS (${DELIVERED})${INSERT}` },
};

export interface Attempt extends SignedPost {
  deliveryId: string;
}

export async function createAttemptsTable(): Promise<void> {
  await pool().query(TABLE);
}

/** Resolves once all of them are durable, with the state of their deliveries where that is kept. */
export async function insertAttempts(attempts: readonly Attempt[], acceptance: Acceptance): Promise<void> {
  await pool().query({
    ...STATEMENTS[acceptance],
    values: [
      plainArray(attempts.map(({ deliveryId }) => deliveryId)),
      plainArray(attempts.map(({ statusCode }) => statusCode)),
      plainArray(attempts.map(({ startedAt }) => startedAt.toISOString())),
      plainArray(attempts.map(({ durationMs }) => Math.round(durationMs))),
      textArray(attempts.map(({ requestHeaders }) => JSON.stringify(requestHeaders))),
      textArray(attempts.map(({ responseHeaders }) => JSON.stringify(responseHeaders))),
      textArray(attempts.map(({ responseBody }) => responseBody)),
    ],
  });
}

/** Lets jobs that end within a few milliseconds share a commit; `record` resolves once it is durable. */
export function sharedCommits(acceptance: Acceptance): { record: (attempt: Attempt) => Promise<void> } {
  const group = new GroupCommit<Attempt, void>(
    async (attempts) => {
      await insertAttempts(attempts, acceptance);
      return attempts.map(() => undefined);
    },
    { inFlight: 2, size: 500, gatherMs: 5 },
  );
  return { record: (attempt) => group.add(attempt) };
}
