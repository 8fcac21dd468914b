'use server';

import { cookies } from 'next/headers';
import { publicAction } from '@/lib/auth/action-guard';
import { secureCookies } from '@/lib/auth/session';
import type { Result } from '@/lib/result';
import { THEME_COOKIE, type Theme, themeOf } from '@/lib/theme/theme';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Keeps the choice of look in this browser; the page comes back in it. */
export async function setThemeAction(given: unknown): Promise<Result<Theme>> {
  return publicAction('setThemeAction', async () => {
    const theme = themeOf(given);
    const store = await cookies();
    if (theme === 'system') store.delete(THEME_COOKIE);
    else
      store.set(THEME_COOKIE, theme, {
        maxAge: YEAR_SECONDS,
        sameSite: 'lax',
        httpOnly: true,
        secure: secureCookies(),
      });
    return theme;
  });
}
