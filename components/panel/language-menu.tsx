'use client';

import { Languages } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Menu } from '@/components/ui/menu';
import { setLocaleAction } from '@/lib/auth/actions/set-locale';
import { LOCALES } from '@/lib/i18n/locales';

/** Changes the language of the panel, here and wherever this person signs in. */
export function LanguageMenu() {
  const t = useTranslations('common');
  const locale = useLocale();
  const [isPending, startTransition] = useTransition();
  return (
    <Menu
      label={`${t('language')}: ${t(`language_${locale}`)}`}
      size="sm"
      disabled={isPending}
      trigger={
        <>
          <Languages aria-hidden="true" />
          <span className="max-sm:hidden" aria-hidden="true">
            {locale.slice(0, 2).toUpperCase()}
          </span>
        </>
      }
      entries={[
        {
          kind: 'choice',
          id: 'language',
          label: t('language'),
          value: locale,
          onValueChange: (next) =>
            // The action sets a cookie, upon which Next renders the page anew; what is typed stays.
            startTransition(async () => {
              await setLocaleAction(next);
            }),
          items: LOCALES.map((value) => ({ value, label: t(`language_${value}`), lang: value })),
        },
      ]}
    />
  );
}
