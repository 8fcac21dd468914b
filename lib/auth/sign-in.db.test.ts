import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { authHandler } from '@/lib/auth/auth-handler';
import { setPassword } from '@/lib/auth/services/set-password';
import { sessionCookieName } from '@/lib/auth/session';
import { prisma } from '@/lib/db';
import { log } from '@/lib/log';
import { ORIGIN } from '@/lib/testing/api';
import { type IdentityProvider, startIdentityProvider } from '@/lib/testing/identity-provider';
import { Visitor } from '@/lib/testing/visitor';
import { createOrganization, createUser } from '@/prisma/factories';

const PASSWORD = 'a password of the tests';
const CLIENT = 'voki-panel';

let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider(CLIENT);
  process.env.AUTH_OIDC_ISSUER = provider.issuer;
  process.env.AUTH_OIDC_CLIENT_ID = CLIENT;
  process.env.AUTH_OIDC_CLIENT_SECRET = 'of the tests';
});
afterAll(() => provider.close());

async function person(role: 'manager' | 'attendant' = 'manager', password: string | null = PASSWORD) {
  const organization = await createOrganization();
  return createUser({ organizationId: organization.id, role, password });
}

describe('signing in with a password', () => {
  it('opens a session and goes on to where one wanted to be, on the host that was called', async () => {
    const user = await person();
    const visitor = new Visitor();
    const response = await visitor.signIn(
      ` ${user.email.toUpperCase()} `,
      PASSWORD,
      '/settings/webhooks/new',
    );
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${ORIGIN}/settings/webhooks/new`);
    const set = response.headers.getSetCookie().find((line) => line.startsWith(sessionCookieName()));
    expect(set).toMatch(/HttpOnly/i);
    expect(set).toMatch(/SameSite=Lax/i);
    expect(await visitor.actor()).toMatchObject({ id: user.id, role: 'manager' });
    const session = await (await visitor.get('/api/auth/session')).json();
    expect(session).toEqual({
      expires: expect.any(String),
      user: { id: user.id, name: user.name, email: user.email },
    });
  });

  it('answers the same to an unknown address, a wrong password, a person without one and a removed one', async () => {
    const known = await person();
    const elsewhere = await person('manager', null);
    const removed = await person();
    await prisma().user.update({ where: { id: removed.id }, data: { removedAt: new Date() } });
    const answers = await Promise.all(
      [
        ['nobody@example.test', PASSWORD],
        [known.email, 'wrong'],
        [known.email, ''],
        [elsewhere.email, PASSWORD],
        [removed.email, PASSWORD],
        [known.email, 'x'.repeat(5000)],
        [`${known.email}\0`, PASSWORD],
        ['\ud800@example.test', PASSWORD],
      ].map(async ([email = '', password = '']) => {
        const visitor = new Visitor();
        const response = await visitor.signIn(email, password);
        expect(visitor.jar.has(sessionCookieName())).toBe(false);
        return `${response.status} ${response.headers.get('location')}`;
      }),
    );
    expect(new Set(answers)).toEqual(
      new Set([`302 ${ORIGIN}/sign-in?error=CredentialsSignin&code=credentials`]),
    );
  });

  it('answers below its own addresses only, and logs no fault for whoever tries others', async () => {
    const visitor = new Visitor();
    const written = vi.spyOn(log, 'error');
    for (const path of [
      '',
      '/',
      '/verify-request',
      '/webauthn-options',
      '/callback',
      '/callback/other',
      '/x',
    ])
      expect((await visitor.get(`/api/auth${path}`)).status, path).toBe(404);
    for (const path of ['/x', '/callback/other', '/signin/other', '/session/x'])
      expect((await visitor.post(`/api/auth${path}`, {})).status, path).toBe(404);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  it('needs the token against forged forms', async () => {
    const user = await person();
    const request = new Request(`${ORIGIN}/api/auth/callback/credentials`, {
      method: 'POST',
      body: new URLSearchParams({ email: user.email, password: PASSWORD }),
    });
    const response = await authHandler(request);
    expect(response.headers.getSetCookie().join()).not.toContain(sessionCookieName());
  });

  it.each(['https://evil.example/x', '//evil.example', 'javascript:alert(1)'])(
    'goes home instead of to %s',
    async (callbackUrl) => {
      const response = await new Visitor().signIn((await person()).email, PASSWORD, callbackUrl);
      expect(response.headers.get('location')).toBe(`${ORIGIN}/settings/webhooks`);
    },
  );

  it('ends with a new password', async () => {
    const user = await person();
    const other = new Visitor();
    await other.signIn(user.email, PASSWORD);
    expect(await other.actor()).not.toBeNull();
    await setPassword({ email: user.email, password: 'another one' });
    expect(await other.actor()).toBeNull();
    expect(await (await other.get('/api/auth/session')).json()).toBeNull();
    expect(other.jar.has(sessionCookieName())).toBe(false);
  });
});

describe('single sign-on', () => {
  it('lets in who was added before, by a verified e-mail address', async () => {
    const user = await person('manager', null);
    const visitor = new Visitor();
    const response = await visitor.signInElsewhere(provider, {
      sub: 'subject-1',
      email: user.email.toUpperCase(),
      email_verified: true,
    });
    expect(response.headers.get('location')).toBe(`${ORIGIN}/settings/webhooks`);
    expect(await visitor.actor()).toMatchObject({ id: user.id });
  });

  it('refuses strangers, unverified addresses and removed people, and adds nobody', async () => {
    const user = await person('manager', null);
    const removed = await person('manager', null);
    await prisma().user.update({ where: { id: removed.id }, data: { removedAt: new Date() } });
    const before = await prisma().user.count();
    for (const claims of [
      { sub: 's', email: 'stranger@example.test', email_verified: true },
      { sub: 's', email: user.email, email_verified: false },
      { sub: 's', email: user.email },
      { sub: 's' },
      { sub: 's', email: removed.email, email_verified: true },
    ]) {
      const visitor = new Visitor();
      const response = await visitor.signInElsewhere(provider, claims);
      expect(response.headers.get('location'), JSON.stringify(claims)).toBe(
        `${ORIGIN}/sign-in?error=AccessDenied`,
      );
      expect(visitor.jar.has(sessionCookieName())).toBe(false);
    }
    expect(await prisma().user.count()).toBe(before);
  });
});
