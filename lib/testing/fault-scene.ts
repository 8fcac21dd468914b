import { expect } from 'vitest';
import { closeDatabase } from '@/lib/db';
import {
  type AccountedOrganization,
  allDelivered,
  type Balance,
  balance,
  createAccountedOrganization,
} from './account';
import { CallSystem, type CallSystemOptions, type Post } from './call-system';
import { type DurableDatabase, startDurableDatabase } from './durable-database';
import { type ProcessSettings, type ProductProcess, startWorker } from './processes';
import { always, type Received, type Receiver, startReceiver } from './receiver';
import { seededRandom } from './seeded-random';

/** What the receiver does with a request: the status and body that it answers, and after how many milliseconds. */
export interface Reaction {
  status?: number;
  afterMs?: number;
  body?: string;
}

/** For what is to come by itself: the longest pause between two looks into the queue is ten seconds. */
const PATIENCE_MS = 60_000;

/**
 * What faults are made in: a PostgreSQL with its durability on, the product's own processes on it, receivers, and
 * organisations for which each event is accounted for. A file has one, from {@link setFaultScene}.
 */
export class FaultScene {
  /** Printed with each balance; the same FAULT_SEED chooses the same moments again. */
  readonly random = seededRandom();
  /** Every process that was started; {@link close} kills what is left of them. */
  readonly processes: ProductProcess[] = [];
  /** What the receiver does from now on: 200 at once unless told otherwise. */
  react: (request: Received) => Reaction = () => ({});
  private readonly answered = new Map<Received, number>();
  private readonly receivers: Receiver[];

  constructor(
    readonly database: DurableDatabase,
    readonly receiver: Receiver,
  ) {
    this.receivers = [receiver];
    receiver.answer = (request, response) => {
      const { status = 200, afterMs = 0, body = '' } = this.react(request);
      const answer = () => {
        this.answered.set(request, status);
        response.writeHead(status).end(body);
      };
      if (afterMs > 0) setTimeout(answer, afterMs);
      else answer();
    };
  }

  /** One more receiver, beside the one that is accounted for. */
  async addReceiver(answer: Receiver['answer'] = always(200)): Promise<Receiver> {
    const receiver = await startReceiver(answer);
    this.receivers.push(receiver);
    return receiver;
  }

  /** A process that takes events and delivers, `npm run worker` unless told otherwise. Resolves before it is ready. */
  async begin(settings: ProcessSettings = {}, start = startWorker): Promise<ProductProcess> {
    const begun = await start(settings);
    this.processes.push(begun);
    return begun;
  }

  /** As many as there are `settings`, once all of them are ready. */
  async workers(...settings: ProcessSettings[]): Promise<ProductProcess[]> {
    const workers = await Promise.all(settings.map((one) => this.begin(one)));
    for (const worker of workers) await worker.ready();
    return workers;
  }

  /** An organisation with webhooks at the receiver. */
  async organization(): Promise<AccountedOrganization> {
    const organization = await createAccountedOrganization(this.receiver);
    // Between two tests nothing of this process is to stand in the database's way.
    await closeDatabase();
    return organization;
  }

  /** Who posts the organisation's events to `workers`. */
  callSystem(
    organization: AccountedOrganization,
    workers: readonly Pick<ProductProcess, 'address'>[],
    options: Omit<CallSystemOptions, 'organizationId' | 'ingestKey' | 'addresses' | 'random'>,
  ): CallSystem {
    return new CallSystem({
      organizationId: organization.id,
      ingestKey: organization.ingestKey,
      addresses: workers.map(({ address }) => address),
      random: this.random,
      ...options,
    });
  }

  /** Waits until the receiver has got `count` more requests. */
  async deliveriesGoOn(count = 50): Promise<void> {
    const before = this.receiver.requests.length;
    await expect
      .poll(() => this.receiver.requests.length, { timeout: PATIENCE_MS })
      .toBeGreaterThan(before + count);
  }

  /**
   * Waits until everything has arrived, and proves that nothing is missing and nothing there that should not be.
   * @param options see {@link balance}; without `lives` nothing may have arrived twice
   */
  async account(
    organization: AccountedOrganization,
    posts: readonly Post[],
    { lives = [0], timeoutMs = PATIENCE_MS }: { lives?: readonly number[]; timeoutMs?: number } = {},
  ): Promise<Balance> {
    const { database, answered, random } = this;
    await allDelivered(database, organization, timeoutMs);
    const receipts = this.receiver.requests;
    const result = await balance({ database, organization, posts, receipts, answered, lives });
    console.log(`FAULT_SEED=${random.seed}:`, {
      ...result,
      beyondAttempts: result.receipts - result.attempts,
      unanswered: posts.reduce((sum, { unanswered }) => sum + unanswered, 0),
      refused: posts.flatMap(({ answers }) => answers).filter(({ status }) => status === 503).length,
    });
    return result;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.kill()));
    await Promise.all(this.receivers.map((one) => one.close()));
    await this.database.close();
  }
}

/**
 * Starts the database, which is that of this process and of those it starts from now on, and the receiver.
 * @param settings of PostgreSQL by name
 */
export async function setFaultScene(settings: Record<string, string> = {}): Promise<FaultScene> {
  return new FaultScene(await startDurableDatabase(settings), await startReceiver());
}

/** Waits until each of the processes says so of itself. */
export async function areReady(workers: readonly ProductProcess[], status: 200 | 503): Promise<void> {
  for (const { address } of workers)
    await expect
      .poll(async () => (await fetch(`${address}/api/health/ready`)).status, { timeout: PATIENCE_MS })
      .toBe(status);
}

/** Tells them to stop and waits until they have, without a fault. */
export async function stopInOrder(workers: readonly ProductProcess[]): Promise<void> {
  for (const { child } of workers) child.kill('SIGTERM');
  for (const { ended, output } of workers) expect(await ended, output()).toBe(0);
}
