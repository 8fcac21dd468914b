import { describe, expect, it } from 'vitest';
import { Turns } from './turns';

/** Enters for each subject in turn; what has begun, in its order, is in the answer. */
async function entered(turns: Turns, subjects: readonly string[], began: string[] = []): Promise<string[]> {
  for (const [index, subject] of subjects.entries())
    turns.enter(subject)?.then(() => began.push(`${subject}${index}`));
  await settled();
  return began;
}

/** What was resolved has been told. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Turns', () => {
  it('lets so many of one subject begin, and others beside it', async () => {
    const turns = new Turns({ each: 2, inAll: 3, waiting: 9 });
    expect(await entered(turns, ['a', 'a', 'a', 'b', 'c'])).toEqual(['a0', 'a1', 'b3']);
  });

  it('hands a turn to whoever has waited longest and may have it', async () => {
    const turns = new Turns({ each: 1, inAll: 2, waiting: 9 });
    const began = await entered(turns, ['a', 'a', 'b', 'c']);
    expect(began).toEqual(['a0', 'b2']);
    turns.leave('b');
    await settled();
    expect(began).toEqual(['a0', 'b2', 'c3']);
    turns.leave('a');
    await settled();
    expect(began).toEqual(['a0', 'b2', 'c3', 'a1']);
  });

  it('turns away those of whom too many wait, and nobody else', async () => {
    const turns = new Turns({ each: 1, inAll: 9, waiting: 1 });
    expect(await entered(turns, ['a', 'a'])).toEqual(['a0']);
    expect(turns.enter('a')).toBeNull();
    expect(turns.enter('b')).not.toBeNull();
  });

  it('is as at first when all have left', async () => {
    const turns = new Turns({ each: 1, inAll: 1, waiting: 5 });
    await entered(turns, ['a', 'b', 'a']);
    for (const subject of ['a', 'b', 'a']) turns.leave(subject);
    expect(await entered(turns, ['b', 'a'])).toEqual(['b0']);
  });
});
