import { describe, expect, it } from 'vitest';
import { DatabaseClock } from './database-clock';

const LEASE_MS = 60_000;
/** Of the database, when the process's monotonic clock stands at 0. */
const START = Date.parse('2026-02-20T14:30:00Z');

/** A process that has asked once a second, and a database, both of which can be made to stand still or be set. */
async function start() {
  let here = 0;
  let there = START;
  const clock = new DatabaseClock(
    LEASE_MS,
    () => Promise.resolve(there),
    () => here,
  );
  const pass = (ms: number) => {
    here += ms;
    there += ms;
  };
  await clock.ask();
  return {
    clock,
    pass,
    set: (ms: number) => {
      there += ms;
    },
    /** So long all goes well. */
    async go(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        pass(1000);
        await clock.ask();
      }
    },
  };
}

describe('a lease that is over belongs to nobody who lives', () => {
  it('from the first answer on', async () => {
    const { clock, go } = await start();
    expect(clock.isSteady).toBe(true);
    await go(3);
    expect(clock.isSteady).toBe(true);
  });

  it.each<[string, (of: Awaited<ReturnType<typeof start>>) => void]>([
    ['the database was away', ({ clock }) => clock.noteLost()],
    ['the process, or the database, stood still', ({ pass }) => pass(6000)],
    ['the clock of the database was set forward', ({ set }) => set(600_000)],
    ['the clock of the database was set back', ({ set }) => set(-600_000)],
  ])('but not for a lease after %s', async (_, interrupt) => {
    const of = await start();
    await of.go(3);
    interrupt(of);
    await of.go(59);
    expect(of.clock.isSteady).toBe(false);
    await of.go(2);
    expect(of.clock.isSteady).toBe(true);
  });

  it('not while the database is away', async () => {
    const { clock, pass } = await start();
    clock.noteLost();
    pass(10 * LEASE_MS);
    expect(clock.isSteady).toBe(false);
  });

  it('in the end also where the database keeps going away', async () => {
    const { clock, go } = await start();
    let steady = 0;
    for (let minute = 0; minute < 20; minute++) {
      clock.noteLost();
      await go(50);
      if (clock.isSteady) steady++;
    }
    expect(steady).toBeGreaterThan(1);
    expect(steady).toBeLessThan(6);
  });

  it('whatever a slow answer says of the time', async () => {
    let here = 0;
    let answer = START;
    const database = () => {
      here += answer - START;
      return Promise.resolve(answer);
    };
    const clock = new DatabaseClock(LEASE_MS, database, () => here);
    await clock.ask();
    // Said at once, and four seconds on the way.
    answer = START + 4000;
    await clock.ask();
    expect(clock.isSteady).toBe(true);
  });
});

describe('the time', () => {
  it('is the database’s, whatever this machine says, and goes on while it is away', async () => {
    const { clock, pass } = await start();
    pass(90_000);
    clock.noteLost();
    expect(clock.date().toISOString()).toBe('2026-02-20T14:31:30.000Z');
  });

  it('follows a clock that is set', async () => {
    const { clock, set } = await start();
    set(600_000);
    await clock.ask();
    expect(clock.date().toISOString()).toBe('2026-02-20T14:40:00.000Z');
  });

  it('follows clocks that drift apart, however far away the database is', async () => {
    const [roundTrip, drift] = [100, 1];
    let here = 0;
    let there = START;
    const database = () => {
      here += roundTrip;
      there += roundTrip;
      return Promise.resolve(there - roundTrip / 2);
    };
    const clock = new DatabaseClock(LEASE_MS, database, () => here);
    for (let second = 0; second < 1000; second++) {
      await clock.ask();
      here += 1000;
      there += 1000 + drift;
    }
    expect(Math.abs(clock.date().getTime() - there)).toBeLessThanOrEqual(roundTrip);
    expect(clock.isSteady).toBe(true);
  });

  it('is not moved by an answer that was long on its way', async () => {
    let here = 0;
    let there = START;
    let back = 0;
    const database = () => {
      const said = there;
      here += back;
      there += back;
      return Promise.resolve(said);
    };
    const clock = new DatabaseClock(LEASE_MS, database, () => here);
    await clock.ask();
    back = 3000;
    await clock.ask();
    expect(clock.date().getTime()).toBe(there);
  });

  it('is this machine’s until the database was asked', () => {
    const before = Date.now();
    const said = new DatabaseClock(LEASE_MS, () => Promise.resolve(START)).date().getTime();
    expect(said).toBeGreaterThanOrEqual(before);
    expect(said).toBeLessThanOrEqual(Date.now());
  });
});
