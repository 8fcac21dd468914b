'use server';

import { cookies, headers } from 'next/headers';
import { publicAction } from '@/lib/auth/action-guard';
import { updateLocale } from '@/lib/auth/data/users';
import { findActor } from '@/lib/auth/find-actor';
import { secureCookies } from '@/lib/auth/session';
import { AppError } from '@/lib/errors';
import { isLocale, LOCALE_COOKIE } from '@/lib/i18n/locales';
import type { Result } from '@/lib/result';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Keeps the choice of language: in this browser, and with the person who is signed in, if any. */
export async function setLocaleAction(locale: unknown): Promise<Result<null>> {
  return publicAction('setLocaleAction', async () => {
    if (!isLocale(locale))
      throw new AppError('invalid', { fields: [{ path: ['locale'], key: 'locale_unknown' }] });
    const actor = await findActor(await headers());
    if (actor) await updateLocale(actor.id, locale);
    (await cookies()).set(LOCALE_COOKIE, locale, {
      maxAge: YEAR_SECONDS,
      sameSite: 'lax',
      httpOnly: true,
      secure: secureCookies(),
    });
    return null;
  });
}
