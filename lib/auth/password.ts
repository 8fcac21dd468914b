import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '@/lib/errors';

/** argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/**
 * How many run at once. Each one holds a thread of libuv's four for some 30 ms; two leave the others to files
 * and names, so that a flood of sign-ins slows no delivery.
 */
const AT_ONCE = 2;

/** Who would wait for more than a few seconds is better told so. */
const WAITING_MAX = 100;

/** A hash of random bytes that nobody kept: unknown users cost the same time as known ones. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$5GbHx6t5e/hEjR4SMri8pA$3JZTeXElOLvweo0beT3xV54mZ9Q6zFQBbsfS0V+NUww';

/** 144 bits, as 24 characters that can be typed. */
const GENERATED_BYTES = 18;

/** A password nobody has to think of. */
export function generatePassword(): string {
  return randomBytes(GENERATED_BYTES).toString('base64url');
}

interface Gate {
  running: number;
  waiting: (() => void)[];
}

// On globalThis, as Next bundles actions and route handlers apart and the bound is the process's.
const holder = globalThis as typeof globalThis & { __vokiPasswordGate?: Gate };

async function bounded<T>(work: () => Promise<T>): Promise<T> {
  holder.__vokiPasswordGate ??= { running: 0, waiting: [] };
  const gate = holder.__vokiPasswordGate;
  if (gate.running >= AT_ONCE) {
    if (gate.waiting.length >= WAITING_MAX)
      throw new AppError('unavailable', { key: 'sign_in_busy', retryAfterSeconds: 5 });
    // Whoever ends hands its place on, so `running` stays.
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
  } else gate.running += 1;
  try {
    return await work();
  } finally {
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running -= 1;
  }
}

/** The password in PHC form. Throws AppError `unavailable` while too many wait. */
export function hashPassword(password: string): Promise<string> {
  return bounded(() => hash(password, ARGON2ID));
}

/** Whether `password` is the one behind `phc`; with null (nobody, or a person without a password) it takes the same time and is false. */
type Verify = (phc: string | null, password: string) => Promise<boolean>;

const verifyNow: Verify = async (phc, password) => (await verify(phc ?? NOBODY, password)) && phc !== null;

/**
 * Runs `work`, which may check a password, when it is its turn. Turns go first come, first served.
 * Throws AppError `unavailable` while too many wait.
 */
export function passwordTurn<T>(work: (verify: Verify) => Promise<T>): Promise<T> {
  return bounded(() => work(verifyNow));
}
