import { describe, expect, it } from 'vitest';
import { type JobStanding, nextJobStep } from './job-pace';

const standing = (of: Partial<JobStanding>): JobStanding => ({
  kind: 'resend',
  sendable: true,
  total: 100,
  taken: 0,
  ended: 0,
  lastFailed: 0,
  ...of,
});

describe('nextJobStep', () => {
  it('begins with as many as may be under way', () => {
    expect(nextJobStep(standing({}))).toEqual({ kind: 'take', count: 20 });
  });

  it('takes as many more as have ended', () => {
    expect(nextJobStep(standing({ taken: 20, ended: 7 }))).toEqual({ kind: 'take', count: 7 });
    expect(nextJobStep(standing({ taken: 20, ended: 0 }))).toEqual({ kind: 'wait' });
  });

  it('takes no more than there are, waits for the last and then ends', () => {
    expect(nextJobStep(standing({ total: 3 }))).toEqual({ kind: 'take', count: 3 });
    expect(nextJobStep(standing({ total: 3, taken: 3, ended: 2 }))).toEqual({ kind: 'wait' });
    expect(nextJobStep(standing({ total: 3, taken: 3, ended: 3 }))).toEqual({ kind: 'end', state: 'done' });
    expect(nextJobStep(standing({ total: 0 }))).toEqual({ kind: 'end', state: 'done' });
  });

  it('stops when ten in a row failed again, or when nothing can be sent any more', () => {
    expect(nextJobStep(standing({ taken: 20, ended: 12, lastFailed: 9 })).kind).toBe('take');
    expect(nextJobStep(standing({ taken: 20, ended: 12, lastFailed: 10 }))).toEqual({
      kind: 'end',
      state: 'stopped',
    });
    expect(nextJobStep(standing({ taken: 20, sendable: false }))).toEqual({ kind: 'end', state: 'stopped' });
  });

  it('drops without regard to the receiver', () => {
    const drop = standing({ kind: 'drop_held', total: 1500, sendable: false });
    expect(nextJobStep(drop)).toEqual({ kind: 'take', count: 1000 });
    expect(nextJobStep({ ...drop, taken: 1500 })).toEqual({ kind: 'end', state: 'done' });
  });
});
