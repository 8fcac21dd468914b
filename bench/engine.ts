import { setTimeout as delay } from 'node:timers/promises';
import { pool } from '@/lib/db';
import { engine } from '@/lib/webhooks/engine/engine';
import { createIngestKey, createOrganization, createWebhook } from '@/prisma/factories';
import { CALLERS, newEvent } from './events';
import { serve } from './harness/child';
import { now } from './harness/clock';
import { inParallel } from './harness/in-parallel';
import { type Measure, measured } from './harness/measure';

/** Our engine in a process of its own, as `npm run worker` has it, with the settings of the product. */

const LOOK_MS = 5;
/** Between questions to the database, which must not be part of what is measured. */
const ASK_MS = 20;

interface Endpoint {
  organizationId: string;
  webhookId: string;
}

/** When an event was durable, which is when the intake answers 202: milliseconds on the machine's monotonic clock. */
export interface Accepted {
  subject: string;
  at: number;
}

/** Bytes. */
export interface Memory {
  rss: number;
  heap: number;
}

/** Waits until every delivery has ended and its attempt is durable, but those of `except`. */
async function settled(except: string[] = []): Promise<void> {
  for (;;) {
    // What is being sent is known here; only when that is nothing the database is asked. Beside some that never end it
    // says nothing, and the database is asked now and then.
    while (except.length === 0 && engine().health().sending > 0) await delay(LOOK_MS);
    const { rows } = await pool().query<{ left: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM delivery_queue WHERE webhook_id <> ALL ($1::uuid[]))
        OR EXISTS (
          SELECT 1 FROM delivery_leases l CROSS JOIN LATERAL unnest(l.delivery_ids) AS held
          JOIN deliveries d ON d.id = held AND d.lease_token = l.token AND d.webhook_id <> ALL ($1::uuid[])) AS left`,
      [except],
    );
    if (!rows[0]?.left) return;
    await delay(ASK_MS);
  }
}

const methods = {
  /** One organisation with a webhook for each of `urls`, so that an event goes to all of them. */
  subscribeTogether: async (urls: string[]): Promise<Endpoint[]> => {
    const { id: organizationId } = await createOrganization();
    return Promise.all(urls.map((url) => subscribe(organizationId, url)));
  },

  /** An organisation of its own for each of `urls`. */
  subscribeApart: (urls: string[]): Promise<Endpoint[]> =>
    Promise.all(urls.map(async (url) => subscribe((await createOrganization()).id, url))),

  /** A key of the call system for an organisation. */
  ingestKey: async (organizationId: string): Promise<string> =>
    (await createIngestKey({ organizationId })).key,

  startWorker: (): void => engine().start(),
  stopWorker: (): Promise<void> => engine().stop(),

  /**
   * Publishes `events` to the organisations in turn and waits until all deliveries but those of the webhooks `except`
   * are recorded. `count` of the measure is left to the caller, who knows the fan-out.
   */
  deliver: (organizations: string[], events: number, except: string[]): Promise<Measure> =>
    measured(events, async () => {
      await inParallel(CALLERS, events, (index) =>
        engine().publish(newEvent(organizations[index % organizations.length] ?? '')),
      );
      await settled(except);
    }),

  settled: (): Promise<void> => settled(),

  /** Publishes at an even pace. */
  publishEvery: async (organizationId: string, everyMs: number, count: number): Promise<Accepted[]> => {
    const accepted: Accepted[] = [];
    const publish = async () => {
      const event = newEvent(organizationId);
      await engine().publish(event);
      accepted.push({ subject: event.subjectId, at: now() });
    };
    const started = now();
    const running: Promise<void>[] = [];
    for (let index = 0; index < count; index++) {
      await delay(Math.max(started + index * everyMs - now(), 0));
      running.push(publish());
    }
    await Promise.all(running);
    return accepted;
  },

  /** After a full collection; needs `--expose-gc`. */
  memory: (): Memory => {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heap: heapUsed };
  },
};

async function subscribe(organizationId: string, url: string): Promise<Endpoint> {
  const { webhook } = await createWebhook({ organizationId, url });
  return { organizationId, webhookId: webhook.id };
}

export type EngineProcess = typeof methods;
serve(methods);
