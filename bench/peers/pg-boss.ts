import type pg from 'pg';
import PgBoss from 'pg-boss';
import { pool } from '@/lib/db';
import { serve } from '../harness/child';
import { type Measure, measured } from '../harness/measure';
import { SignedPosts } from '../signed-posts';
import { createAttemptsTable, insertAttempts } from './attempts';
import { acceptingPool, createHistoryTables, KEEP, keptValues } from './history';
import { type Acceptance, countdown, type DeliveryJob, enqueue } from './jobs';

/**
 * A sender on pg-boss: batches of jobs fetched and completed together, their attempts in one commit between the two.
 * `fetch` and `complete` are called in a loop, as `work` waits half a second between batches.
 */

const QUEUE = 'deliveries';
/** Jobs of a loop, and loops: one sends while the other waits for the database. The best of a sweep over 100 to 2,000 and 2 to 8. */
const BATCH = 500;
const LOOPS = 2;

let boss: PgBoss | null = null;

async function started(): Promise<PgBoss> {
  if (boss) return boss;
  boss = new PgBoss({
    db: { executeSql: (text, values) => pool().query(text, values) },
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE);
  return boss;
}

const asJob = (data: DeliveryJob) => ({ name: QUEUE, data, id: data.deliveryId });

/** One transaction for the event, its delivery and the job. */
async function accept(queue: PgBoss, accepting: pg.Pool, job: DeliveryJob): Promise<void> {
  const client = await accepting.connect();
  try {
    await client.query('BEGIN');
    await client.query({ ...KEEP, values: keptValues(job) });
    await queue.insert([asJob(job)], {
      db: { executeSql: (text, values) => client.query({ name: 'insert-job', text, values }) },
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function deliverBatch(queue: PgBoss, posts: SignedPosts, acceptance: Acceptance): Promise<number> {
  const jobs = await queue.fetch<DeliveryJob>(QUEUE, { batchSize: BATCH });
  if (jobs.length === 0) return 0;
  const attempts = await Promise.all(
    jobs.map(async ({ data: { deliveryId, body } }) => ({
      deliveryId,
      ...(await posts.post(0, deliveryId, body)),
    })),
  );
  await insertAttempts(attempts, acceptance);
  await queue.complete(
    QUEUE,
    jobs.map(({ id }) => id),
  );
  return jobs.length;
}

const methods = {
  run: async (url: string, count: number, acceptance: Acceptance): Promise<Measure> => {
    await createAttemptsTable();
    await createHistoryTables();
    const accepting = acceptingPool();
    const queue = await started();
    const posts = new SignedPosts([url]);
    const { done, all } = countdown(count);
    let running = true;
    const loop = async () => {
      while (running) done(await deliverBatch(queue, posts, acceptance));
    };
    try {
      return await measured(count, async () => {
        const loops = Promise.all(Array.from({ length: LOOPS }, loop));
        await enqueue(count, acceptance, {
          'in bulks': (jobs) => queue.insert(jobs.map(asJob)),
          'one by one': (job) => accept(queue, accepting, job),
        });
        // A loop that fails ends the run; otherwise they go on until told.
        await Promise.race([all, loops]);
        running = false;
        await loops;
      });
    } finally {
      running = false;
      await posts.close();
      await accepting.end();
    }
  },
};

export type Peer = typeof methods;
serve(methods);
