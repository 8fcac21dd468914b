import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Namespace } from '@/lib/i18n/catalogue';

/**
 * Hands texts to the client components below, and only these: a provider further out does not add to it.
 * @param namespaces what they ask for by `useTranslations`, `common` (dates, Copy, Close) goes without saying
 */
export async function ClientMessages({
  namespaces,
  children,
}: {
  namespaces: readonly Namespace[];
  children: ReactNode;
}) {
  const messages = await getMessages();
  const handed = Object.fromEntries(
    [...new Set<Namespace>(['common', ...namespaces])].map((namespace) => [namespace, messages[namespace]]),
  );
  return <NextIntlClientProvider messages={handed}>{children}</NextIntlClientProvider>;
}
