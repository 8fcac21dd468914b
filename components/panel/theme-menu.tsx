'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Menu } from '@/components/ui/menu';
import { setThemeAction } from '@/lib/theme/set-theme';
import { THEMES, type Theme } from '@/lib/theme/theme';

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Changes the look of the panel in this browser. */
export function ThemeMenu({ theme }: { theme: Theme }) {
  const t = useTranslations('common');
  const [isPending, startTransition] = useTransition();
  const Icon = ICONS[theme];
  return (
    <Menu
      label={`${t('theme')}: ${t(`theme_${theme}`)}`}
      size="icon"
      disabled={isPending}
      trigger={<Icon aria-hidden="true" />}
      entries={[
        {
          kind: 'choice',
          id: 'theme',
          label: t('theme'),
          value: theme,
          onValueChange: (next) =>
            startTransition(async () => {
              await setThemeAction(next);
            }),
          items: THEMES.map((value) => ({ value, label: t(`theme_${value}`) })),
        },
      ]}
    />
  );
}
