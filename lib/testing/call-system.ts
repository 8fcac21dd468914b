import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { expect } from 'vitest';
import type { SeededRandom } from './seeded-random';

/** What the intake said of one event, as an answer of its own or as an item of a batch. */
interface IntakeAnswer {
  status: number;
  id: string | null;
  retryAfter: string | null;
}

/** One event of the call system, posted until it had an answer. */
export interface Post {
  /** Its idempotency key, and the id of its call. */
  key: string;
  event: 'call.completed' | 'customer.created';
  /** As the contract wants it to arrive, byte for byte. */
  payload: string;
  answers: IntakeAnswer[];
  /** Times that it was posted and nothing came back. */
  unanswered: number;
}

export interface CallSystemOptions {
  organizationId: string;
  ingestKey: string;
  /** Where the intake can be had; each post goes to one of them. */
  addresses: readonly string[];
  random: SeededRandom;
  /** Posts at the same time. */
  lines: number;
  /** Events in each post; from 2 on it is a batch. */
  batch?: number;
  /** Longest pause of a line between two posts, in milliseconds. */
  pauseMs?: number;
}

const NO_ANSWER_MS = 20_000;
const REPEAT_MS = 50;
const TIMESTAMP = '2026-02-20T14:30:00Z';

/**
 * A call system that posts without end and loses nothing on its side: what had no answer, and what was told to come
 * again, is posted again under the same key until it is accepted.
 */
export class CallSystem {
  readonly posts: Post[] = [];
  private readonly agent = new Agent({ headersTimeout: NO_ANSWER_MS, bodyTimeout: NO_ANSWER_MS });
  private readonly running: Promise<void>[] = [];
  private stopping = false;

  constructor(private readonly options: CallSystemOptions) {}

  /** Begins to post, until {@link finish} or `count` events. */
  start(count = Number.POSITIVE_INFINITY): void {
    for (let line = 0; line < this.options.lines; line++) this.running.push(this.post(count));
  }

  /** Waits until another post has been answered 503. */
  async refused(): Promise<void> {
    const before = this.refusals;
    await expect.poll(() => this.refusals, { timeout: 30_000 }).toBeGreaterThan(before);
  }

  private get refusals(): number {
    return this.posts.flatMap(({ answers }) => answers).filter(({ status }) => status === 503).length;
  }

  /** Makes no more events and resolves once each is accepted. Rejects with an answer that a repeat cannot mend. */
  async finish(): Promise<Post[]> {
    this.stopping = true;
    return this.done();
  }

  /** Resolves once each of the events is accepted. */
  async done(): Promise<Post[]> {
    await Promise.all(this.running);
    await this.agent.close();
    return this.posts;
  }

  private async post(count: number): Promise<void> {
    const { batch = 1, pauseMs = 0, random } = this.options;
    while (!this.stopping && this.posts.length < count) {
      const made = Array.from({ length: Math.min(batch, count - this.posts.length) }, () => this.make());
      this.posts.push(...made);
      for (let left = made; left.length > 0; ) {
        const again = await this.send(left);
        if (again.length > 0) await delay(REPEAT_MS);
        left = again;
      }
      if (pauseMs > 0) await delay(random.between(0, pauseMs));
    }
  }

  private make(): Post {
    const number = this.posts.length;
    const key = `${number}-${Math.floor(this.options.random.next() * 1e9)}`;
    const event = number % 3 === 0 ? 'customer.created' : 'call.completed';
    // Numbers, escapes and letters that a careless hand would write differently.
    const rest = `"name":"Jo\\u00e3o \\"da\\" São 😀","email":"joao@example.com","big":12345678901234567890,"cost":1.50`;
    const call = `"status":"completed","duration_seconds":${number},"attendant_id":"a-1","customer":{"name":"João"}`;
    const data = `{"id":"${key}",${event === 'customer.created' ? rest : call}}`;
    const payload = `{"event":"${event}","timestamp":"${TIMESTAMP}","data":${data}}`;
    return { key, event, payload, answers: [], unanswered: 0 };
  }

  /** Posts these together and answers those that are to be posted again. */
  private async send(posts: Post[]): Promise<Post[]> {
    const { addresses, random, ingestKey, batch = 1 } = this.options;
    const address = addresses[Math.floor(random.next() * addresses.length)];
    const events = posts.map((post) => this.source(post));
    try {
      const { statusCode, headers, body } = await request(
        `${address}/api/events${batch > 1 ? '/batch' : ''}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json' },
          body: batch > 1 ? `{"events":[${events.join(',')}]}` : events.join(),
          dispatcher: this.agent,
        },
      );
      const answer = (await body.json()) as { id?: string; results?: { status: number; id?: string }[] };
      const retryAfter = headers['retry-after'] === undefined ? null : String(headers['retry-after']);
      for (const [i, post] of posts.entries()) {
        const { status, id = null } =
          batch > 1 && statusCode === 200
            ? (answer.results?.[i] ?? { status: 0 })
            : { status: statusCode, ...answer };
        post.answers.push({ status, id, retryAfter });
      }
    } catch {
      for (const post of posts) post.unanswered++;
      return posts;
    }
    return posts.filter(({ answers }) => needsAnother(answers.at(-1)));
  }

  private source(post: Post): string {
    return `{"organization_id":"${this.options.organizationId}","id":"${post.key}",${post.payload.slice(1)}`;
  }
}

/** Only what the contract calls passing is worth another post. */
function needsAnother(answer: IntakeAnswer | undefined): boolean {
  if (answer?.status === 200 || answer?.status === 202) return false;
  if (answer?.status === 503 || answer?.status === 429) return true;
  throw new Error(`the intake answered ${JSON.stringify(answer)}`);
}
