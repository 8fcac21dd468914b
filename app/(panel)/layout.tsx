import { cookies } from 'next/headers';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { AccountMenu } from '@/components/panel/account-menu';
import { AlertBanner } from '@/components/panel/alert-banner';
import { CommandPalette } from '@/components/panel/command-palette';
import { LanguageMenu } from '@/components/panel/language-menu';
import { Logo } from '@/components/panel/logo';
import { SettingsNav } from '@/components/panel/settings-nav';
import { ThemeMenu } from '@/components/panel/theme-menu';
import { QueryProvider } from '@/components/query-provider';
import { Badge } from '@/components/ui/badge';
import { pageActor } from '@/lib/auth/page-guard';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { THEME_COOKIE, themeOf } from '@/lib/theme/theme';
import { planHasWebhooks, roleMay } from '@/lib/webhooks/core/plan';
import { listIncidents } from '@/lib/webhooks/services/list-incidents';

/** The Manager Panel around its pages: whose it is, where one is, and how to leave. */
export default async function PanelLayout({ children }: { children: ReactNode }) {
  const actor = await pageActor();
  const t = await getTranslations('common');
  const hasWebhooks = planHasWebhooks(actor.plan);
  const mayRead = hasWebhooks && roleMay(actor.role, 'read');
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <QueryProvider owner={actor.id}>
      <a
        href="#content"
        className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3.5 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        {t('skip_to_content')}
      </a>
      <header className="sticky print:static top-0 z-10 flex h-14 items-center gap-4 border-b border-border bg-surface px-4 md:px-6">
        <Link href={paths.webhooks()} className="tap-target rounded-sm hover:no-underline">
          <Logo />
        </Link>
        <div className="flex min-w-0 items-center gap-2 border-l border-border pl-4 max-[25rem]:hidden">
          <span className="truncate">{actor.organizationName}</span>
          <Badge variant="outline" className="max-sm:hidden">
            {t(`plan_${actor.plan}`)}
          </Badge>
        </div>
        <div className="ml-auto flex items-center sm:gap-1 print:hidden">
          <CommandPalette
            scope={{
              mayRead,
              mayChange: hasWebhooks && roleMay(actor.role, 'change'),
              theme,
            }}
          />
          <LanguageMenu />
          <ThemeMenu theme={theme} />
          <AccountMenu
            name={actor.name}
            email={actor.email}
            role={actor.role}
            organizationName={actor.organizationName}
          />
        </div>
      </header>
      <div className="mx-auto max-w-[1400px] md:grid md:grid-cols-[216px_minmax(0,1fr)] print:block">
        <SettingsNav />
        {/* Focusable, so that the skip link moves the keyboard there and not only the page. */}
        <main id="content" tabIndex={-1} className="max-w-[1120px] p-4 pb-16 outline-none md:px-8 md:pt-6">
          <ClientMessages namespaces={['alerts']}>
            <AlertBanner mayRead={mayRead} initial={mayRead ? await listIncidents(actor) : []} />
          </ClientMessages>
          {children}
        </main>
      </div>
    </QueryProvider>
  );
}
