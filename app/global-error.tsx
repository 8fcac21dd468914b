'use client';

import { IntlProvider } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { Fault } from '@/components/fault';
import { LOCALES, type Locale, preferredLocale } from '@/lib/i18n/locales';
import commonEn from '@/lib/i18n/messages/en/common.json';
import faultsEn from '@/lib/i18n/messages/en/faults.json';
import commonPt from '@/lib/i18n/messages/pt-BR/common.json';
import faultsPt from '@/lib/i18n/messages/pt-BR/faults.json';
import './globals.css';

/** The layout that would hand out texts is what failed, so they come along. */
const MESSAGES = {
  en: { common: commonEn, faults: faultsEn },
  'pt-BR': { common: commonPt, faults: faultsPt },
};

const never = () => () => {};
const browserLocale = (): Locale => preferredLocale(navigator.languages.join(','));

/** The last resort, in place of the whole document. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const locale = useSyncExternalStore(never, browserLocale, () => LOCALES[0]);
  return (
    <html lang={locale}>
      <body>
        <IntlProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
          <main className="mx-auto max-w-xl p-4 pt-16">
            <Fault error={error} retry={retry} />
          </main>
        </IntlProvider>
      </body>
    </html>
  );
}
