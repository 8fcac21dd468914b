import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { authHandler } from '@/lib/auth/auth-handler';
import { checkCredentials } from '@/lib/auth/services/check-credentials';
import { sessionCookieName } from '@/lib/auth/session';
import { pool, prisma } from '@/lib/db';
import { CLIENT_ADDRESS_HEADER } from '@/lib/http/client-address';
import { createOrganization, createUser } from '@/prisma/factories';

const ORIGIN = 'http://127.0.0.1:3000';
const PASSWORD = 'a password of the tests';

beforeEach(() => prisma().rateLimit.deleteMany());

async function person() {
  const organization = await createOrganization();
  return createUser({ organizationId: organization.id, password: PASSWORD });
}

const stranger = () => `${randomUUID()}@example.test`;
const refused = expect.objectContaining({ code: 'rate_limited', key: 'sign_in_throttled' });

/** How a sign-in ended. */
async function attempt(email: string, password: string, address: string | null = null) {
  return checkCredentials({ email, password }, address).then(
    (account) => (account ? 'in' : 'wrong'),
    (error: unknown) => {
      expect(error).toEqual(refused);
      return 'refused';
    },
  );
}

async function attempts(count: number, one: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let n = 0; n < count; n += 1) outcomes.push(await one());
  return outcomes;
}

describe('guessing a password', () => {
  it('ends after five wrong ones for that account, for a quarter of an hour, even with the right one', async () => {
    const { email } = await person();
    expect(await attempts(6, () => attempt(email, 'wrong'))).toEqual([...Array(5).fill('wrong'), 'refused']);
    expect(await attempt(email, PASSWORD)).toBe('refused');
    expect(await attempt(` ${email.toUpperCase()}`, PASSWORD)).toBe('refused');
    expect(await attempt((await person()).email, PASSWORD)).toBe('in');
    const { rows } = await pool().query('SELECT expire::float8 AS expire FROM rate_limits');
    const minutes = (rows[0].expire - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    // As the quarter of an hour is over.
    await pool().query('UPDATE rate_limits SET expire = expire - 15 * 60 * 1000');
    expect(await attempt(email, PASSWORD)).toBe('in');
  });

  it('is told the same of an account that does not exist', async () => {
    const email = stranger();
    expect(await attempts(6, () => attempt(email, 'wrong'))).toEqual([...Array(5).fill('wrong'), 'refused']);
  });

  it('counts failures only', async () => {
    const { email } = await person();
    expect(new Set(await attempts(7, () => attempt(email, PASSWORD, '203.0.113.9')))).toEqual(
      new Set(['in']),
    );
    expect(await prisma().rateLimit.count()).toBe(0);
  });

  it('gets no further by sending many guesses at once', async () => {
    const { email } = await person();
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => attempt(email, 'wrong')));
    // One more may be under way in the other place of the two.
    expect(outcomes.filter((outcome) => outcome === 'wrong').length).toBeLessThanOrEqual(6);
  });

  it('keeps people who sign in at once apart from those who guess', async () => {
    const { email } = await person();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => attempt(email, PASSWORD, '203.0.113.10')),
    );
    expect(new Set(outcomes)).toEqual(new Set(['in']));
  });

  it.each([
    ['203.0.113.7', '203.0.113.7', '203.0.113.8'],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'],
  ])('from %s ends after twenty accounts, and for %s, but not for %s', async (address, same, other) => {
    const { email } = await person();
    expect(new Set(await attempts(20, () => attempt(stranger(), 'wrong', address)))).toEqual(
      new Set(['wrong']),
    );
    expect(await attempt(email, PASSWORD, same)).toBe('refused');
    expect(await attempt(email, PASSWORD, other)).toBe('in');
  });

  it('leaves no address in the database', async () => {
    const { email } = await person();
    await attempt(email, 'wrong', '203.0.113.7');
    const rows = JSON.stringify(await prisma().rateLimit.findMany({ select: { key: true } }));
    expect(rows).not.toContain(email);
    expect(rows).not.toContain('203.0.113.7');
  });
});

describe('the route of next-auth', () => {
  const headers = { host: '127.0.0.1:3000', [CLIENT_ADDRESS_HEADER]: '203.0.113.7' };

  async function signIn(email: string, password: string, more: Record<string, string> = {}) {
    const csrf = await authHandler(new Request(`${ORIGIN}/api/auth/csrf`, { headers }));
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = csrf.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return authHandler(
      new Request(`${ORIGIN}/api/auth/callback/credentials`, {
        method: 'POST',
        headers: { ...headers, cookie, ...more },
        body: new URLSearchParams({ csrfToken, email, password }),
      }),
    );
  }

  it('answers 429 and when to come back', async () => {
    const { email } = await person();
    for (let n = 0; n < 5; n += 1) expect((await signIn(email, 'wrong')).status).toBe(302);
    const answer = await signIn(email, PASSWORD);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
    expect(answer.headers.getSetCookie().join()).not.toContain(sessionCookieName());
    expect(await answer.json()).toMatchObject({
      code: 'rate_limited',
      detail: 'Too many failed sign-ins. Try again in 15 minutes.',
    });
  });

  it('takes no form of another site, and one of a script', async () => {
    const { email } = await person();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:3001']) {
      const answer = await signIn(email, PASSWORD, { origin });
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    for (const own of [{}, { origin: ORIGIN }])
      expect((await signIn(email, PASSWORD, own)).headers.getSetCookie().join()).toContain(
        sessionCookieName(),
      );
  });
});
