import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { GET as listWebhooks } from '@/app/api/webhooks/route';
import { sessionCookieName } from '@/lib/auth/session';
import { signInNotice } from '@/lib/auth/sign-in-notice';
import { log } from '@/lib/log';
import { callRoute, ORIGIN } from '@/lib/testing/api';
import { type IdentityProvider, startIdentityProvider } from '@/lib/testing/identity-provider';
import { type SilentNetwork, startSilentNetwork } from '@/lib/testing/silent-network';
import { Visitor } from '@/lib/testing/visitor';
import { createOrganization, createUser } from '@/prisma/factories';

const CLIENT = 'voki-panel';
const PASSWORD = 'a password of the tests';
/** As the sign-in page is told of it. */
const UNAVAILABLE = `${ORIGIN}/sign-in?error=CredentialsSignin&code=unavailable`;

let network: SilentNetwork;
let provider: IdentityProvider;
let email: string;
/** Signed in while the database was there. */
const early = new Visitor();

beforeAll(async () => {
  provider = await startIdentityProvider(CLIENT);
  process.env.AUTH_OIDC_ISSUER = provider.issuer;
  process.env.AUTH_OIDC_CLIENT_ID = CLIENT;
  process.env.AUTH_OIDC_CLIENT_SECRET = 'of the tests';
  network = await startSilentNetwork(process.env.DATABASE_URL ?? '');
  process.env.DATABASE_URL = network.url;
  const organization = await createOrganization();
  email = (await createUser({ organizationId: organization.id, password: PASSWORD })).email;
  await early.signIn(email, PASSWORD);
  expect(await early.actor()).not.toBeNull();
  // From now on the database is away.
  await network.close();
});
afterAll(() => provider.close());

it('a script that signs in is answered 503 and when to try again, as by the rest of the API', async () => {
  const answer = await new Visitor().signIn(email, PASSWORD);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ code: 'unavailable' });
});

it('a browser that signs in by a form, or comes from the identity provider, is told so on the sign-in page', async () => {
  const written = vi.spyOn(log, 'error');
  const claims = { sub: 'subject-1', email, email_verified: true };
  for (const answer of [
    await new Visitor('text/html').signIn(email, PASSWORD),
    await new Visitor('text/html').signInElsewhere(provider, claims),
  ]) {
    expect(answer.status).toBe(302);
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(answer.headers.get('location')).toBe(UNAVAILABLE);
    expect(signInNotice(searchParams.get('error') ?? '', searchParams.get('code') ?? '')).toBe(
      'sign_in_unavailable',
    );
  }
  expect(written).not.toHaveBeenCalled();
});

it('a session is not taken away because nobody can look it up', async () => {
  const answer = await early.get('/api/auth/session');
  expect(answer.status).toBe(503);
  expect(early.jar.has(sessionCookieName())).toBe(true);
});

it('who signs out is told that the session is not over, and loses the cookie all the same', async () => {
  const copy = early.cookie();
  const written = vi.spyOn(log, 'error');
  const answer = await early.signOut();
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({
    code: 'unavailable',
    detail: expect.stringContaining('the session could not be ended'),
  });
  expect(early.jar.has(sessionCookieName())).toBe(false);
  expect(written).toHaveBeenCalledWith(expect.objectContaining({ where: 'sign-out' }), 'fault');
  expect((await callRoute(listWebhooks, {}, { cookie: copy })).status).toBe(503);
});
