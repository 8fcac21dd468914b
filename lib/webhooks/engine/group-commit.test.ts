import { describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit';

/** A commit that ends when the test says so, and remembers its groups. */
function commits() {
  const groups: { items: number[]; end: () => void; fail: () => void }[] = [];
  const run = (items: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      groups.push({
        items,
        end: () => resolve(items.map((item) => `done ${item}`)),
        fail: () => reject(new Error('refused')),
      });
    });
  return { groups, run };
}

it('lets the first go at once and gathers the others while it runs', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 1, size: 3, gatherMs: 0 });
  const answers = [1, 2, 3, 4, 5].map((item) => group.add(item));
  await expect.poll(() => groups.length).toBe(1);
  expect(groups[0]?.items).toEqual([1]);
  groups[0]?.end();
  await expect.poll(() => groups.length).toBe(2);
  expect(groups[1]?.items).toEqual([2, 3, 4]);
  groups[1]?.end();
  await expect.poll(() => groups.length).toBe(3);
  groups[2]?.end();
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5].map((item) => `done ${item}`));
});

it('fails a group as one, and goes on', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 1, size: 10, gatherMs: 0 });
  const first = group.add(1);
  const others = Promise.allSettled([group.add(2), group.add(3)]);
  await expect.poll(() => groups.length).toBe(1);
  groups[0]?.fail();
  await expect(first).rejects.toThrow('refused');
  await expect.poll(() => groups.length).toBe(2);
  groups[1]?.end();
  expect(await others).toMatchObject([{ value: 'done 2' }, { value: 'done 3' }]);
});

it('waits for company when told to, but not for a full group', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 2, size: 3, gatherMs: 20 });
  const answers = [1, 2, 3, 4].map((item) => group.add(item));
  await expect.poll(() => groups.length).toBe(2);
  expect(groups.map(({ items }) => items)).toEqual([[1, 2, 3], [4]]);
  for (const { end } of groups) end();
  expect(await Promise.all(answers)).toHaveLength(4);
});

it('begins a group beside another one when it is full or after a time, and alone for any', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 2, size: 3, gatherMs: 0, beside: { ms: 20 } });
  const answers = [1, 2, 3, 4].map((item) => group.add(item));
  await expect.poll(() => groups.length).toBe(2);
  expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  groups[0]?.end();
  await answers[0];
  answers.push(group.add(5), group.add(6));
  // Too few, but it does not wait for ever.
  await expect.poll(() => groups.length).toBe(3);
  expect(groups[2]?.items).toEqual([5, 6]);
  answers.push(group.add(7));
  groups[1]?.end();
  groups[2]?.end();
  await expect.poll(() => groups.length).toBe(4);
  groups[3]?.end();
  expect(await Promise.all(answers)).toHaveLength(7);
});

it('begins beside another one for so many as it is told, by how many run', async () => {
  const { groups, run } = commits();
  const told: number[] = [];
  const count = (running: number) => {
    told.push(running);
    return running + 1;
  };
  const group = new GroupCommit(run, { inFlight: 2, size: 10, gatherMs: 0, beside: { ms: 60_000, count } });
  const answers = [1, 2, 3].map((item) => group.add(item));
  await expect.poll(() => groups.length).toBe(2);
  answers.push(group.add(4));
  groups[0]?.end();
  await answers[0];
  answers.push(group.add(5));
  expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  answers.push(group.add(6));
  await expect.poll(() => groups.length).toBe(3);
  expect(groups[2]?.items).toEqual([4, 5, 6]);
  expect(new Set(told)).toEqual(new Set([1, 2]));
  groups[1]?.end();
  groups[2]?.end();
  expect(await Promise.all(answers)).toHaveLength(6);
});

it('waits no longer for one that runs once that has ended', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 2, size: 10, gatherMs: 0, beside: { ms: 60_000 } });
  const answers = [1, 2].map((item) => group.add(item));
  await expect.poll(() => groups.length).toBe(1);
  groups[0]?.end();
  await expect.poll(() => groups.length).toBe(2);
  groups[1]?.end();
  expect(await Promise.all(answers)).toEqual(['done 1', 'done 2']);
});

it('gathers from its first on, and what came while another ran has gathered already', async () => {
  const { groups, run } = commits();
  const group = new GroupCommit(run, { inFlight: 2, size: 10, gatherMs: 30, beside: { ms: 60_000 } });
  const answers = [group.add(1)];
  await expect.poll(() => groups.length).toBe(1);
  const since = performance.now();
  answers.push(group.add(2));
  await expect.poll(() => performance.now() - since).toBeGreaterThan(30);
  groups[0]?.end();
  await answers[0];
  // Not another 30 ms.
  await new Promise((resolve) => setImmediate(resolve));
  expect(groups.map(({ items }) => items)).toEqual([[1], [2]]);
  groups[1]?.end();
  await answers[1];
});

it('waits while it is to hold, and for nothing once many wait', async () => {
  const { groups, run } = commits();
  let goOn: () => void = () => {};
  const hold = () =>
    new Promise<void>((resolve) => {
      goOn = resolve;
    });
  const group = new GroupCommit(run, { inFlight: 1, size: 2, gatherMs: 0, hold });
  const answers = [1, 2, 3].map((item) => group.add(item));
  await new Promise((resolve) => setImmediate(resolve));
  expect(groups).toHaveLength(0);
  answers.push(group.add(4));
  await expect.poll(() => groups.length).toBe(1);
  groups[0]?.end();
  await Promise.all(answers.slice(0, 2));
  await new Promise((resolve) => setImmediate(resolve));
  expect(groups).toHaveLength(1);
  goOn();
  await expect.poll(() => groups.length).toBe(2);
  groups[1]?.end();
  expect(await Promise.all(answers)).toEqual(['done 1', 'done 2', 'done 3', 'done 4']);
});

describe('where commits stand still', () => {
  const bounds = { ms: 50, size: 10, sizeOf: (item: number) => item, refusal: () => new Error('not now') };

  it('refuses what has waited for too long, and goes on with what came later', async () => {
    const { groups, run } = commits();
    const group = new GroupCommit(run, { inFlight: 1, size: 1, gatherMs: 0, bounds });
    const first = group.add(1);
    const second = group.add(2);
    await expect(second).rejects.toThrow('not now');
    const third = group.add(3);
    groups[0]?.end();
    expect(await first).toBe('done 1');
    await expect.poll(() => groups.length).toBe(2);
    expect(groups[1]?.items).toEqual([3]);
    groups[1]?.end();
    expect(await third).toBe('done 3');
  });

  it('refuses at once what is more than may wait', async () => {
    const { groups, run } = commits();
    const group = new GroupCommit(run, {
      inFlight: 1,
      size: 1,
      gatherMs: 0,
      bounds: { ...bounds, ms: 10_000 },
    });
    const taken = [group.add(10), group.add(8)];
    await expect(group.add(3)).rejects.toThrow('not now');
    taken.push(group.add(2));
    for (const place of [0, 1, 2]) {
      await expect.poll(() => groups.length).toBe(place + 1);
      groups[place]?.end();
    }
    expect(await Promise.all(taken)).toEqual(['done 10', 'done 8', 'done 2']);
    expect(groups.map(({ items }) => items)).toEqual([[10], [8], [2]]);
  });
});

it('survives a commit that throws before it begins', async () => {
  const group = new GroupCommit<number, number>(
    () => {
      throw new Error('at once');
    },
    { inFlight: 1, size: 1, gatherMs: 0 },
  );
  await expect(group.add(1)).rejects.toThrow('at once');
  await expect(group.add(2)).rejects.toThrow('at once');
});
