'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import type { TransitionStartFunction } from 'react';
import type { Command, CommandGroup, CommandScope } from '@/components/panel/command-palette-commands';
import { setLocaleAction } from '@/lib/auth/actions/set-locale';
import { signOutAction } from '@/lib/auth/actions/sign-out';
import { LOCALES } from '@/lib/i18n/locales';
import { paths } from '@/lib/paths';
import { setThemeAction } from '@/lib/theme/set-theme';
import { THEMES } from '@/lib/theme/theme';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';

/**
 * All that the palette can do for this reader; webhooks by name as soon as they are known. `startTransition` is of a
 * component that outlives the palette's closing, so that an action's failure still finds its error page.
 */
export function useCommands(
  { mayRead, mayChange, theme }: CommandScope,
  startTransition: TransitionStartFunction,
): CommandGroup[] {
  const t = useTranslations('common');
  const router = useRouter();
  const locale = useLocale();
  const { data: webhooks = [] } = useQuery({ ...webhooksQuery(), enabled: mayRead, refetchInterval: false });
  const goTo = (id: string, label: string, href: string, hint?: string): Command => ({
    id,
    label,
    ...(hint && { hint }),
    run: () => router.push(href),
  });
  const act = (work: () => Promise<unknown>) => () =>
    startTransition(async () => {
      await work();
    });
  const groups: CommandGroup[] = [
    {
      id: 'pages',
      label: t('palette.pages'),
      items: [
        goTo('webhooks', t('webhooks'), paths.webhooks()),
        ...(mayRead
          ? [
              goTo('guide', t('guide'), paths.guide()),
              goTo('api-keys', t('api_keys'), paths.apiKeys()),
              goTo('audit', t('audit'), paths.audit()),
            ]
          : []),
        ...(mayChange
          ? [
              goTo('new', t('palette.new_webhook'), paths.newWebhook()),
              goTo('test-address', t('palette.test_address'), paths.testAddress()),
            ]
          : []),
      ],
    },
    {
      id: 'webhooks',
      label: t('palette.your_webhooks'),
      items: webhooks.map((webhook) =>
        goTo(webhook.id, webhookName(webhook), paths.webhook(webhook.id), webhook.url),
      ),
    },
    {
      id: 'language',
      label: t('language'),
      items: LOCALES.filter((other) => other !== locale).map((other) => ({
        id: other,
        label: t(`language_${other}`),
        lang: other,
        run: act(() => setLocaleAction(other)),
      })),
    },
    {
      id: 'theme',
      label: t('theme'),
      items: THEMES.filter((other) => other !== theme).map((other) => ({
        id: other,
        label: t(`theme_${other}`),
        hint: t('theme'),
        run: act(() => setThemeAction(other)),
      })),
    },
    {
      id: 'account',
      label: t('palette.account'),
      items: [{ id: 'sign-out', label: t('sign_out'), run: act(signOutAction) }],
    },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
