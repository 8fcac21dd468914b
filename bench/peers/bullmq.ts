import { Queue, Worker } from 'bullmq';
import { serve } from '../harness/child';
import { type Measure, measured } from '../harness/measure';
import { SignedPosts } from '../signed-posts';
import { createAttemptsTable, sharedCommits } from './attempts';
import { countdown, type DeliveryJob, enqueueInBulks } from './jobs';

/** A sender on BullMQ: one job a delivery in Redis, attempts recorded in PostgreSQL in shared commits. */

const QUEUE = 'deliveries';
/** Jobs at a time: more than connections, so that they are in use while others wait for their commit. The best of a sweep over 50 to 800. */
const CONCURRENCY = 200;

const methods = {
  run: async (url: string, count: number, redisPort: number): Promise<Measure> => {
    await createAttemptsTable();
    const connection = { host: '127.0.0.1', port: redisPort, maxRetriesPerRequest: null };
    const posts = new SignedPosts([url]);
    const { record } = sharedCommits();
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
        await enqueueInBulks(count, (jobs) => queue.addBulk(jobs.map((data) => ({ name: 'deliver', data }))));
        await all;
      });
    } finally {
      await worker.close();
      await queue.close();
      await posts.close();
    }
  },
};

export type Peer = typeof methods;
serve(methods);
