import { Queue, Worker } from 'bullmq';
import { serve } from '../harness/child';
import { type Measure, measured } from '../harness/measure';
import { SignedPosts } from '../signed-posts';
import { createAttemptsTable, sharedCommits } from './attempts';
import { acceptingPool, createHistoryTables, KEEP, keptValues } from './history';
import { type Acceptance, countdown, type DeliveryJob, enqueue } from './jobs';

/** A sender on BullMQ: one job a delivery in Redis, attempts recorded in PostgreSQL in shared commits. */

const QUEUE = 'deliveries';
const TASK = 'deliver';
/** Jobs at a time: more than connections, so that they are in use while others wait for their commit. The best of a sweep over 50 to 800. */
const CONCURRENCY = 200;

const methods = {
  run: async (url: string, count: number, acceptance: Acceptance, redisPort: number): Promise<Measure> => {
    await createAttemptsTable();
    await createHistoryTables();
    const accepting = acceptingPool();
    const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
    const posts = new SignedPosts([url]);
    const { record } = sharedCommits(acceptance);
    const { done, all } = countdown(count);
    const queue = new Queue<DeliveryJob>(QUEUE, {
      connection,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    const worker = new Worker<DeliveryJob>(
      QUEUE,
      async ({ data: { deliveryId, body } }) => {
        await record({ deliveryId, ...(await posts.post(0, deliveryId, body)) });
        done();
      },
      { connection, concurrency: CONCURRENCY },
    );
    worker.on('error', (error) => console.error(error));
    await worker.waitUntilReady();
    try {
      return await measured(count, async () => {
        await enqueue(count, acceptance, {
          'in bulks': (jobs) => queue.addBulk(jobs.map((data) => ({ name: TASK, data }))),
          // Two stores, and no transaction over both: a crash between the two loses what was accepted, or not.
          'one by one': async (job) => {
            await accepting.query({ ...KEEP, values: keptValues(job) });
            await queue.add(TASK, job);
          },
        });
        await all;
      });
    } finally {
      await worker.close();
      await queue.close();
      await posts.close();
      await accepting.end();
    }
  },
};

export type Peer = typeof methods;
serve(methods);
