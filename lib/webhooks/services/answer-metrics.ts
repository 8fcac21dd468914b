import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerToken } from '@/lib/auth/bearer-token';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { problemResponse } from '@/lib/http/problem';
import { metrics, watchProcess } from '@/lib/metrics';
import { findQueueDepth, poolState } from '@/lib/webhooks/data/queue-depth';
import { engine } from '@/lib/webhooks/engine/engine';

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/**
 * `GET /api/metrics` as a web-standard function, which Next or any other server can serve: Prometheus text for
 * whoever shows METRICS_TOKEN as bearer token, else 401. Without that setting there is no such address: 404.
 */
export async function answerMetrics(request: Request): Promise<Response> {
  try {
    authorizeScrape(request);
    watchProcess();
    await takeStock();
    const { register } = metrics();
    return new Response(await register.metrics(), {
      headers: { 'content-type': register.contentType, 'cache-control': 'no-store' },
    });
  } catch (error) {
    return problemResponse(error, request, 'GET /api/metrics');
  }
}

function authorizeScrape(request: Request): void {
  const expected = env().METRICS_TOKEN;
  if (expected === undefined) throw new AppError('not_found');
  const given = bearerToken(request);
  if (given === null || !timingSafeEqual(digest(given), digest(expected)))
    throw new AppError('unauthenticated', { key: 'metrics_token_unknown' });
}

/** What is a state and no count is asked for at the moment of the scrape. */
async function takeStock(): Promise<void> {
  const { inFlight, pool, poolWaiting, queueDue, queueAge, queueKnown } = metrics();
  const { open, idle, waiting } = poolState();
  pool.set({ state: 'open' }, open);
  pool.set({ state: 'idle' }, idle);
  poolWaiting.set(waiting);
  inFlight.set(engine().health().sending);
  const depth = await findQueueDepth();
  queueKnown.set(depth ? 1 : 0);
  // An old figure would look like a queue that stands still.
  queueDue.remove();
  queueAge.remove();
  if (!depth) return;
  queueDue.set(depth.due);
  queueAge.set(depth.oldestSeconds);
}
