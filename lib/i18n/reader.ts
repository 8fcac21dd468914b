import { isLocale, LOCALE_COOKIE, type Locale, preferredLocale } from './locales';
import { knownTimeZone, TIME_ZONE_COOKIE } from './time-zone';

/** Whom a route handler answers in words: their language and zone. */
export interface Reader {
  locale: Locale;
  timeZone: string;
}

/** As pages choose them: the person's own language, else the browser's; the zone that the browser told. */
export function readerOf(request: Request, ownLocale: Locale | null): Reader {
  const cookie = (name: string) =>
    new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(request.headers.get('cookie') ?? '')?.[1];
  const chosen = cookie(LOCALE_COOKIE);
  return {
    locale:
      ownLocale ?? (isLocale(chosen) ? chosen : preferredLocale(request.headers.get('accept-language'))),
    timeZone: knownTimeZone(cookie(TIME_ZONE_COOKIE)),
  };
}
