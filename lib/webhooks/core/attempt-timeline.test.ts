import { describe, expect, it } from 'vitest';
import { attemptTimeline, type TimedAttempt } from './attempt-timeline';

function attempt(of: Partial<TimedAttempt>): TimedAttempt {
  return {
    number: 1,
    trigger: 'event',
    outcome: 'failure',
    code: 'http_5xx',
    status_code: 503,
    started_at: '2026-11-24T14:30:05.000Z',
    duration_ms: 142,
    phases: { dns: 4, connect: 21, tls: 40, first_byte: 77 },
    ...of,
  };
}

describe('attemptTimeline', () => {
  it('puts the newest attempt first', () => {
    const items = attemptTimeline([attempt({ number: 1 }), attempt({ number: 3 }), attempt({ number: 2 })]);
    expect(items.map((item) => item.attempt.number)).toEqual([3, 2, 1]);
  });

  it('divides the time into phases that fill the bar', () => {
    const parts = attemptTimeline([attempt({})])[0]?.parts ?? [];
    expect(parts.map(({ phase, ms }) => [phase, ms])).toEqual([
      ['dns', 4],
      ['connect', 21],
      ['tls', 40],
      ['first_byte', 77],
    ]);
    expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
  });

  it('shows what follows the first byte as the rest', () => {
    const parts = attemptTimeline([attempt({ duration_ms: 2142 })])[0]?.parts;
    expect(parts?.at(-1)).toMatchObject({ phase: 'rest', ms: 2000 });
  });

  it('leaves out phases that did not take place', () => {
    const phases = { dns: null, connect: null, tls: null, first_byte: 140.4 };
    const parts = attemptTimeline([attempt({ duration_ms: 141, phases })])[0]?.parts;
    expect(parts).toEqual([{ phase: 'first_byte', ms: 140, percent: 100 }]);
  });

  it('is all waiting when nothing was measured, none when no time passed', () => {
    const phases = { dns: null, connect: null, tls: null, first_byte: null };
    expect(attemptTimeline([attempt({ duration_ms: 3000, phases })])[0]?.parts).toEqual([
      { phase: 'waiting', ms: 3000, percent: 100 },
    ]);
    expect(attemptTimeline([attempt({ duration_ms: 0, phases })])[0]?.parts).toEqual([]);
  });
});
