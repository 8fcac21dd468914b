import { decode, encode } from 'next-auth/jwt';
import { expect, it, vi } from 'vitest';
import { GET as revealSecret } from '@/app/api/webhooks/[id]/secret/route';
import { GET as listWebhooks } from '@/app/api/webhooks/route';
import { authHandler } from '@/lib/auth/auth-handler';
import { findActor } from '@/lib/auth/find-actor';
import { newSessionToken, sessionCookieName } from '@/lib/auth/session';
import { pool, prisma } from '@/lib/db';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { callRoute, ORIGIN } from '@/lib/testing/api';
import { Visitor } from '@/lib/testing/visitor';
import { createOrganization, createUser, createWebhook } from '@/prisma/factories';

const PASSWORD = 'a password of the tests';

async function person() {
  const organization = await createOrganization();
  return createUser({ organizationId: organization.id, password: PASSWORD });
}

async function signedIn(email: string): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.signIn(email, PASSWORD);
  expect(await visitor.actor()).not.toBeNull();
  return visitor;
}

const seal = { salt: sessionCookieName(), secret: env().AUTH_SECRET };

it('ends that session at once, for whoever has a copy of its cookie, and none of the same person’s others', async () => {
  const user = await person();
  const [one, other] = [await signedIn(user.email), await signedIn(user.email)];
  const { webhook } = await createWebhook({ organizationId: user.organizationId });
  const statuses = async (cookie: string) => [
    (await callRoute(listWebhooks, {}, { cookie })).status,
    (await callRoute(revealSecret, { id: webhook.id }, { cookie })).status,
  ];
  const copy = one.cookie();
  expect(await statuses(copy)).toEqual([200, 200]);
  const answer = await one.signOut();
  expect(answer.status).toBe(302);
  expect(one.jar.has(sessionCookieName())).toBe(false);
  expect(await statuses(copy)).toEqual([401, 401]);
  expect(await statuses(other.cookie())).toEqual([200, 200]);
  expect(await statuses((await signedIn(user.email)).cookie())).toEqual([200, 200]);
});

it('ends every copy, also those that next-auth wrote anew, and lets none be written any more', async () => {
  const visitor = await signedIn((await person()).email);
  const first = visitor.cookie();
  await visitor.get('/api/auth/session');
  const second = visitor.cookie();
  expect(second).not.toBe(first);
  await visitor.signOut();
  for (const cookie of [first, second]) {
    expect(await findActor(new Headers({ cookie }))).toBeNull();
    visitor.jar.set(sessionCookieName(), cookie.slice(cookie.indexOf('=') + 1));
    expect(await (await visitor.get('/api/auth/session')).json()).toBeNull();
    expect(visitor.jar.has(sessionCookieName())).toBe(false);
  }
});

it('is noted for as long as the cookie is good, which no use prolongs', async () => {
  const user = await person();
  const visitor = new Visitor();
  // Of one who signed in long ago.
  visitor.jar.set(sessionCookieName(), await encode({ token: newSessionToken(user), maxAge: 60, ...seal }));
  const token = () => decode({ token: visitor.jar.get(sessionCookieName()) ?? '', ...seal });
  const before = await token();
  const session = await (await visitor.get('/api/auth/session')).json();
  const endsAt = new Date((before?.exp ?? 0) * 1000);
  expect(session).toMatchObject({ user: { id: user.id }, expires: endsAt.toISOString() });
  expect(await token()).toMatchObject({ sid: before?.sid, exp: before?.exp });
  await visitor.signOut();
  expect(await prisma().endedSession.findMany({ where: { userId: user.id } })).toEqual([
    { id: before?.sid, organizationId: user.organizationId, userId: user.id, endsAt },
  ]);
});

it('can be repeated, and done without a session or with a cookie that is none, of which no fault is logged', async () => {
  const visitor = await signedIn((await person()).email);
  const copy = visitor.jar.get(sessionCookieName()) ?? '';
  await visitor.signOut();
  const written = vi.spyOn(log, 'error');
  for (const value of [copy, 'x', '']) {
    if (value) visitor.jar.set(sessionCookieName(), value);
    expect((await visitor.signOut()).status).toBe(302);
    expect(visitor.jar.has(sessionCookieName())).toBe(false);
  }
  expect(written).not.toHaveBeenCalled();
});

it('costs a request no statement more: the one that reads the person asks for it', async () => {
  const visitor = await signedIn((await person()).email);
  const asked: string[] = [];
  const { query } = pool();
  vi.spyOn(pool(), 'query').mockImplementation(((...given: Parameters<typeof query>) => {
    const [first] = given as unknown[];
    asked.push(typeof first === 'string' ? first : ((first as { text?: string })?.text ?? ''));
    return query.apply(pool(), given);
  }) as typeof query);
  await visitor.actor();
  const notes = asked.filter((sql) => sql.includes('ended_sessions'));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/FROM "public"."users"/);
});

it.each(['signout', 'csrf', 'session', 'providers'])(
  'answers of %s are kept by no cache',
  async (endpoint) => {
    const answer = await authHandler(new Request(`${ORIGIN}/api/auth/${endpoint}`));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  },
);
