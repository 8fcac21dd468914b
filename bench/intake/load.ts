import { Pool } from 'undici';
import { postedEvent } from '../events';
import { serve } from '../harness/child';
import { inParallel } from '../harness/in-parallel';

/** The call system: posts events over keep-alive connections. */

export interface Load {
  port: number;
  path: string;
  organizationId: string;
  key: string;
  /** Events in a request; null: one, not as a batch. */
  batch: number | null;
  requests: number;
  connections: number;
}

function bodyOf({ organizationId, batch }: Load): string {
  if (batch === null) return postedEvent(organizationId);
  return `{"events":[${Array.from({ length: batch }, () => postedEvent(organizationId)).join(',')}]}`;
}

const methods = {
  /** Answers how long it took, in milliseconds. Fails unless every event was taken. */
  run: async (load: Load): Promise<number> => {
    const { port, path, key, requests, connections } = load;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
    // Made before, so that it is the server that is measured.
    const bodies = Array.from({ length: requests }, () => bodyOf(load));
    const started = performance.now();
    try {
      await inParallel(connections, requests, async (index) => {
        const answer = await pool.request({ method: 'POST', path, headers, body: bodies[index] ?? '' });
        const text = await answer.body.text();
        const refused = /"status":(?!202)\d+/.exec(text);
        if (![200, 202].includes(answer.statusCode) || refused)
          throw new Error(`${path} answered ${answer.statusCode}: ${refused?.[0] ?? text.slice(0, 300)}`);
      });
      return performance.now() - started;
    } finally {
      await pool.close();
    }
  },
};

export type Loader = typeof methods;
serve(methods);
