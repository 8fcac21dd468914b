import { Logger, run } from 'graphile-worker';
import { pool } from '@/lib/db';
import { textArray } from '@/lib/webhooks/data/array-literal';
import { serve } from '../harness/child';
import { type Measure, measured } from '../harness/measure';
import { SignedPosts } from '../signed-posts';
import { createAttemptsTable, sharedCommits } from './attempts';
import { countdown, type DeliveryJob, enqueueInBulks } from './jobs';

/** A sender on graphile-worker: one job a delivery, attempts recorded in shared commits. */

/**
 * Jobs at a time: more than connections, so that they are in use while others wait for their commit. Chosen, not yet
 * swept. Each job is taken and ended by a statement of its own.
 */
const CONCURRENCY = 200;

const ADD_JOBS = `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
  SELECT ROW('deliver', payload::json, NULL, now(), 25, NULL, 0, NULL)::graphile_worker.job_spec
  FROM unnest($1::text[]) AS payload))`;

const methods = {
  run: async (url: string, count: number): Promise<Measure> => {
    await createAttemptsTable();
    const posts = new SignedPosts([url]);
    const { record } = sharedCommits();
    const { done, all } = countdown(count);
    const runner = await run({
      pgPool: pool(),
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      logger: new Logger(() => () => undefined),
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
        await enqueueInBulks(count, (jobs) =>
          pool().query(ADD_JOBS, [textArray(jobs.map((job) => JSON.stringify(job)))]),
        );
        await all;
      });
    } finally {
      await runner.stop();
      await posts.close();
    }
  },
};

export type Peer = typeof methods;
serve(methods);
