'use client';

import { useTranslations } from 'next-intl';

/** The words of an error that an action or a route answered. Needs the `errors` messages. */
export function useErrorText(): (error: { key: string; params?: Record<string, string | number> }) => string {
  const t = useTranslations('errors');
  // Keys come out of errors at run time; messages.test.ts proves that each one in use stands in the catalogue.
  return ({ key, params }) => t(key as Parameters<typeof t>[0], params);
}
