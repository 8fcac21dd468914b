import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pipedPassword } from './piped-password';

describe('pipedPassword', () => {
  it('takes the first line, in however many pieces it comes', async () => {
    expect(await pipedPassword(Readable.from([Buffer.from('senha '), Buffer.from('boa\r\nmore')]))).toBe(
      'senha boa',
    );
  });

  it('waits for the end of what has begun', async () => {
    const slow = new PassThrough();
    const password = pipedPassword(slow, 1);
    slow.write('begun');
    await new Promise((resolve) => setImmediate(resolve));
    slow.end(' and ended');
    expect(await password).toBe('begun and ended');
  });

  it('is undefined for nothing, for a silent pipe and at a terminal', async () => {
    expect(await pipedPassword(Readable.from([]))).toBeUndefined();
    expect(await pipedPassword(new PassThrough(), 1)).toBeUndefined();
    expect(await pipedPassword(Object.assign(new PassThrough(), { isTTY: true }))).toBeUndefined();
  });
});
