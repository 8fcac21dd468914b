import { encode } from 'next-auth/jwt';
import { describe, expect, it } from 'vitest';
import { findActor } from '@/lib/auth/find-actor';
import { removeUser } from '@/lib/auth/services/remove-user';
import { setPassword } from '@/lib/auth/services/set-password';
import { setPlan } from '@/lib/auth/services/set-plan';
import { newSessionToken, sessionCookieName } from '@/lib/auth/session';
import { prisma } from '@/lib/db';
import { env } from '@/lib/env';
import { createPerson } from '@/lib/testing/actors';

const ask = (cookie: string) => findActor(new Headers({ cookie }));

describe('findActor', () => {
  it('finds the person of a session with their organisation', async () => {
    const { cookie, actor } = await createPerson('supervisor', { plan: 'advanced' });
    expect(await ask(`theme=dark; ${cookie}; other=1`)).toEqual(actor);
  });

  it('sees a new role and a new plan at the next request', async () => {
    const { cookie, user, organization } = await createPerson('manager');
    await prisma().user.update({ where: { id: user.id }, data: { role: 'attendant' } });
    await setPlan({ org: organization.id, plan: 'basic' });
    expect(await ask(cookie)).toMatchObject({ role: 'attendant', plan: 'basic' });
  });

  it('finds nobody once the password was changed', async () => {
    const { cookie, user } = await createPerson();
    await setPassword({ email: user.email, password: 'another one' });
    expect(await ask(cookie)).toBeNull();
  });

  it('finds nobody once the person was removed', async () => {
    const { cookie, user } = await createPerson();
    await removeUser({ email: user.email });
    expect(await ask(cookie)).toBeNull();
  });

  it('finds nobody by a token that is altered, too old, of another key or without a claim', async () => {
    const { cookie, user } = await createPerson();
    const made = async (token: Record<string, unknown>, secret = env().AUTH_SECRET, maxAge = 60) =>
      `${sessionCookieName()}=${await encode({ token, secret, maxAge, salt: sessionCookieName() })}`;
    const claims = newSessionToken(user);
    const { sid, sub, epoch } = claims;
    expect(await ask(await made(claims))).not.toBeNull();
    for (const wrong of [
      `${cookie.slice(0, -8)}AAAAAAAA`,
      await made(claims, undefined, -60),
      await made(claims, 'another secret of at least 32 characters'),
      await made({ sid, sub }),
      await made({ sid, epoch }),
      await made({ sub, epoch }),
      `${sessionCookieName()}=`,
      '',
    ])
      expect(await ask(wrong), wrong).toBeNull();
  });

  it('takes no session from an Authorization header', async () => {
    const { cookie } = await createPerson();
    const token = cookie.slice(cookie.indexOf('=') + 1);
    expect(await findActor(new Headers({ authorization: `Bearer ${token}` }))).toBeNull();
    expect(await findActor(new Headers({ authorization: `Bearer ${token}`, cookie: 'a=b' }))).toBeNull();
  });
});
