import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { generateSecret } from '@/lib/webhooks/core/signature';
import { requestHeaders } from '@/lib/webhooks/engine/attempt';
import { EVENT } from './events';

/** Connections over all endpoints, within the 50 to 100 that our engine has in flight. */
export const CONNECTIONS = 50;

const SECRET = generateSecret(randomBytes);

/** A request and its answer, as far as they are recorded. */
export interface SignedPost {
  requestHeaders: Record<string, string>;
  statusCode: number;
  responseHeaders: Record<string, string | string[] | undefined>;
  responseBody: string;
  startedAt: Date;
  durationMs: number;
}

/** What every sender but ours posts with: an undici pool for each endpoint, and the headers and signature of the product. */
export class SignedPosts {
  private readonly pools: { pool: Pool; path: string }[];

  constructor(urls: readonly string[]) {
    this.pools = urls.map((url) => ({
      path: new URL(url).pathname,
      pool: new Pool(new URL(url).origin, {
        connections: Math.ceil(CONNECTIONS / urls.length),
        pipelining: 1,
      }),
    }));
  }

  /** Signs and posts `body` to the endpoint at `index`. */
  async post(index: number, deliveryId: string, body: string): Promise<SignedPost> {
    const endpoint = this.pools[index % this.pools.length];
    if (!endpoint) throw new Error('no endpoint');
    const started = performance.now();
    const startedAt = new Date();
    const bytes = Buffer.from(body, 'utf8');
    const delivery = { id: deliveryId, event: EVENT, attemptNumber: 1, test: false };
    const headers = requestHeaders(delivery, [SECRET], startedAt, bytes);
    const { path, pool } = endpoint;
    const answer = await pool.request({ path, method: 'POST', headers, body: bytes });
    return {
      requestHeaders: headers,
      statusCode: answer.statusCode,
      responseHeaders: answer.headers,
      responseBody: await answer.body.text(),
      startedAt,
      durationMs: performance.now() - started,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.pools.map(({ pool }) => pool.close()));
  }
}
