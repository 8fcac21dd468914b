import { Logger, run } from 'graphile-worker';
import { pool } from '@/lib/db';
import { textArray } from '@/lib/webhooks/data/array-literal';
import { serve } from '../harness/child';
import { type Measure, measured } from '../harness/measure';
import { SignedPosts } from '../signed-posts';
import { createAttemptsTable, sharedCommits } from './attempts';
import { acceptingPool, createHistoryTables, KEPT, keptValues } from './history';
import { type Acceptance, countdown, type DeliveryJob, enqueue } from './jobs';

/** A sender on graphile-worker: one job a delivery, attempts recorded in shared commits. */

/**
 * Jobs at a time, taken from the database in so many at once, and reported as done together: the best of a sweep over
 * 50 to 400, 500 to 2,000, and 0 to 10 ms. Without a local queue it is 1,900/s.
 */
const WORKER = { concurrentJobs: 400, localQueue: { size: 2000 }, completeJobBatchDelay: 10 };

const ADD_JOBS = `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
  SELECT ROW('deliver', payload::json, NULL, now(), 25, NULL, 0, NULL)::graphile_worker.job_spec
  FROM unnest($1::text[]) AS payload))`;

/** One statement for the event, its delivery and the job. Its notification lets one such commit through at a time. */
const ACCEPT = {
  name: 'accept',
  text: `WITH ${KEPT} SELECT graphile_worker.add_job('deliver', $6::json)`,
};

/** graphile-worker warns about a pool on whose connections nobody listens for errors. */
function listenForErrors(): void {
  if (pool().listenerCount('connect') === 0)
    pool().on('connect', (client) => client.on('error', (error) => console.error(error)));
}

const methods = {
  run: async (url: string, count: number, acceptance: Acceptance): Promise<Measure> => {
    await createAttemptsTable();
    await createHistoryTables();
    listenForErrors();
    const accepting = acceptingPool();
    const posts = new SignedPosts([url]);
    const { record } = sharedCommits(acceptance);
    const { done, all } = countdown(count);
    const runner = await run({
      pgPool: pool(),
      noHandleSignals: true,
      logger: new Logger(() => () => undefined),
      preset: { worker: WORKER },
      taskList: {
        deliver: async (payload) => {
          const { deliveryId, body } = payload as DeliveryJob;
          await record({ deliveryId, ...(await posts.post(0, deliveryId, body)) });
          done();
        },
      },
    });
    try {
      return await measured(count, async () => {
        await enqueue(count, acceptance, {
          'in bulks': (jobs) => pool().query(ADD_JOBS, [textArray(jobs.map((job) => JSON.stringify(job)))]),
          'one by one': (job) =>
            accepting.query({ ...ACCEPT, values: [...keptValues(job), JSON.stringify(job)] }),
        });
        await all;
      });
    } finally {
      await runner.stop();
      await posts.close();
      await accepting.end();
    }
  },
};

export type Peer = typeof methods;
serve(methods);
