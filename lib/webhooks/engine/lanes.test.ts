import { describe, expect, it } from 'vitest';
import type { LeasedDelivery } from '@/lib/webhooks/data/leased-delivery';
import { Lanes } from './lanes';

let count = 0;

function delivery(webhookId: string, organizationId = `org of ${webhookId}`, body = '{}'): LeasedDelivery {
  return {
    id: `d${++count}`,
    organizationId,
    webhookId,
    event: 'call.completed',
    test: false,
    body,
    url: 'https://example.com/',
    secretIds: ['s'],
    attemptNumber: 1,
    trigger: 'event',
    queued: true,
    retryCount: 0,
    probe: false,
    leaseToken: 't',
  };
}

const many = (number: number, webhookId: string, organizationId?: string) =>
  Array.from({ length: number }, () => delivery(webhookId, organizationId));

/** Lanes with a clock that the test moves. */
function lanesAt({ concurrency = 20, webhookConcurrency = 4 } = {}) {
  const clock = { now: 0 };
  const lanes = new Lanes({ concurrency, webhookConcurrency }, () => clock.now);
  const begin = () => {
    const begun: LeasedDelivery[] = [];
    for (let one = lanes.next(); one; one = lanes.next()) begun.push(one);
    return begun;
  };
  return { lanes, clock, begin };
}

describe('places', () => {
  it('are fewer while there is no room for more connections, and come back step by step', () => {
    const { lanes, clock, begin } = lanesAt({ concurrency: 100, webhookConcurrency: 100 });
    const of = (org: string) => many(60, org);
    lanes.add([...of('a'), ...of('b')]);
    const begun = begin();
    expect(lanes.sending).toBe(100);
    // Room for forty: each of the others fails, and leaves.
    const news = begun.slice(40).map((one) => {
      const told = lanes.narrow();
      lanes.leave(one);
      return told;
    });
    expect(news.filter((told) => told !== null)).toHaveLength(1);
    expect(begin()).toEqual([]);
    for (const one of begun.slice(0, 40)) lanes.leave(one);
    const fewer = begin().length;
    expect(fewer).toBeLessThan(40);
    expect(fewer).toBeGreaterThan(0);
    lanes.widen();
    expect(begin()).toEqual([]);
    clock.now = 31_000;
    for (let second = 0; second < 30; second++) lanes.widen();
    lanes.add(many(100, 'c'), clock.now);
    expect(begin().length).toBeGreaterThan(fewer);
  });

  it('begins as many of one webhook as it may, and goes on as they end', () => {
    const { lanes, begin } = lanesAt();
    lanes.add(many(6, 'a'));
    const begun = begin();
    expect(begun).toHaveLength(4);
    expect([lanes.sending, lanes.waiting]).toEqual([4, 2]);
    for (const one of begun.slice(0, 3)) lanes.leave(one);
    expect(begin()).toHaveLength(2);
    expect([lanes.sending, lanes.waiting]).toEqual([3, 0]);
  });

  it('takes turns among webhooks, in the order of each', () => {
    const { lanes, begin } = lanesAt({ concurrency: 8 });
    const [a, b] = [many(3, 'a'), many(3, 'b')];
    lanes.add([...a, ...b]);
    expect(begin()).toEqual([a[0], b[0], a[1], b[1], a[2], b[2]]);
  });

  it('leaves half of all places to other organisations, however many webhooks one has', () => {
    const { lanes, begin } = lanesAt();
    for (const webhook of ['a', 'b', 'c', 'd']) lanes.add(many(4, webhook, 'big'));
    const begun = begin();
    expect(begun).toHaveLength(10);
    lanes.add(many(4, 'x', 'small'));
    expect(begin().map(({ webhookId }) => webhookId)).toEqual(['x', 'x', 'x', 'x']);
    const [first] = begun;
    if (first) lanes.leave(first);
    expect(begin()).toHaveLength(1);
  });
});

describe('room', () => {
  const roomOf = (lanes: Lanes, webhook: string, fifo = false) =>
    lanes.room(1000, { fifo }).rooms.get(webhook);

  it('is what a webhook may have at a time as long as nothing was answered', () => {
    const { lanes, begin } = lanesAt();
    lanes.add(many(3, 'a'));
    begin();
    expect(roomOf(lanes, 'a')).toBe(1);
    expect(lanes.room(1000, { fifo: false }).webhookRoom).toBe(4);
  });

  it('grows by what has just been answered, and is none for one that answers nothing', () => {
    const { lanes, begin } = lanesAt();
    lanes.add([...many(4, 'quick'), ...many(4, 'slow')]);
    const quick = begin().filter(({ webhookId }) => webhookId === 'quick');
    for (const one of quick.slice(0, 3)) lanes.leave(one);
    // One of four is still being sent, and as many as were answered may wait here.
    expect(roomOf(lanes, 'quick')).toBe(4 + 3 - 1);
    expect(roomOf(lanes, 'slow')).toBe(0);
  });

  it('is none for new events of a webhook that the queue has older ones for', () => {
    const { lanes, begin } = lanesAt();
    lanes.add(many(1, 'a'));
    begin();
    expect(lanes.noteBehind(['a'])).toBe(true);
    expect(roomOf(lanes, 'a', true)).toBe(0);
    expect(roomOf(lanes, 'a')).toBe(3);
    lanes.noteCaughtUp(new Map([['a', 3]]));
    expect(roomOf(lanes, 'a', true)).toBe(3);
  });

  it('is counted without what is reserved', () => {
    const { lanes } = lanesAt();
    const { free } = lanes;
    lanes.reserve(7);
    expect(lanes.free).toBe(free - 7);
    lanes.unreserve(7);
    expect(lanes.free).toBe(free);
  });

  it('asks for fewer at once where bodies are large', () => {
    const { lanes } = lanesAt();
    expect(lanes.sizeOf(500)).toBe(500);
    for (let large = 0; large < 100; large++) lanes.add([delivery('a', 'o', 'x'.repeat(200_000))]);
    expect(lanes.sizeOf(500)).toBeLessThan(100);
  });
});

it('does not begin what was leased so long ago that another process may have it', () => {
  const { lanes, clock, begin } = lanesAt();
  lanes.add([...many(6, 'a'), ...many(1, 'b')]);
  const begun = begin();
  expect(begun).toHaveLength(5);
  clock.now = 60_000;
  const [fresh] = many(1, 'a');
  lanes.add(fresh ? [fresh] : []);
  // Its lease began before its answer was under way for long.
  lanes.add(many(1, 'c'), 49_999);
  for (const one of begun) lanes.leave(one);
  expect(begin()).toEqual([]);
  expect(lanes.takeBack(5000)).toHaveLength(3);
  expect(begin()).toEqual([fresh]);
});

it('gives the free place of an organisation to one that has something to begin', () => {
  const { lanes, clock, begin } = lanesAt({ concurrency: 4 });
  lanes.add(many(2, 'busy', 'o'));
  const [first] = begin();
  lanes.add(many(1, 'old', 'o'));
  begin();
  clock.now = 6000;
  const [young] = many(1, 'young', 'o');
  lanes.add(young ? [young] : []);
  begin();
  expect(lanes.takeBack(5000)).toHaveLength(1);
  if (first) lanes.leave(first);
  expect(begin()).toEqual([young]);
});

it('takes back what has waited too long, and knows that the queue then has it', () => {
  const { lanes, clock, begin } = lanesAt();
  lanes.add(many(6, 'a'));
  begin();
  clock.now = 4000;
  lanes.add(many(1, 'a'));
  clock.now = 5001;
  expect(lanes.takeBack(5000)).toHaveLength(2);
  expect(lanes.waiting).toBe(1);
  expect(lanes.room(10, { fifo: true }).rooms.get('a')).toBe(0);
  expect(lanes.takeBack()).toHaveLength(1);
  expect([lanes.waiting, lanes.sending]).toEqual([0, 4]);
});
