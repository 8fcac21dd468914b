import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { currentActor } from '@/lib/auth/page-guard';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { isLocale, LOCALE_COOKIE, type Locale, preferredLocale } from '@/lib/i18n/locales';
import { knownTimeZone, TIME_ZONE_COOKIE } from '@/lib/i18n/time-zone';

/** The person's own choice, else this browser's, else what the browser asks for. */
async function requestLocale(): Promise<Locale> {
  // With the database away the page has to say so, in some language.
  const actor = await currentActor().catch(() => null);
  if (actor?.locale) return actor.locale;
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  return isLocale(chosen) ? chosen : preferredLocale((await headers()).get('accept-language'));
}

/** next-intl's view of a request: language, all its texts, the viewer's zone, and one `now` for the whole page. */
export default getRequestConfig(async ({ locale: asked }) => {
  const locale = asked ?? (await requestLocale());
  return {
    locale,
    messages: CATALOGUE[locale],
    timeZone: knownTimeZone((await cookies()).get(TIME_ZONE_COOKIE)?.value),
    now: new Date(),
  };
});
