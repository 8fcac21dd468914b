/** The languages of the panel, the default first. */
export const LOCALES = ['en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

/** Remembers the choice of this browser, for those who are not signed in. */
export const LOCALE_COOKIE = 'voki_locale';

/** Whether `value` names one of {@link LOCALES} exactly. */
export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (LOCALES as readonly string[]).includes(value);
}

/**
 * The best of {@link LOCALES} for an Accept-Language header: its ranges by weight, a range standing for every
 * language of its family (`pt-PT` reads `pt-BR` more easily than `en`). English where nothing fits.
 */
export function preferredLocale(acceptLanguage: string | null | undefined): Locale {
  const ranges = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{1,3})?)$/.exec(p)?.[1]).find(Boolean);
      return { family: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { family } of ranges) {
    const found = LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === family);
    if (found) return found;
  }
  return LOCALES[0];
}
