import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { inter, jetBrainsMono } from '@/app/fonts';
import { ContentPolicy } from '@/components/ui/content-policy';
import { TimeZoneCookie } from '@/components/ui/time-zone-cookie';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { THEME_COOKIE, themeOf } from '@/lib/theme/theme';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return { title: { template: `%s · ${t('brand')}`, default: t('brand') } };
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The frame of every page: language, look and fonts, all decided before the first byte. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang={locale}
      data-theme={theme}
      className={`${inter.variable} ${jetBrainsMono.variable} font-sans`}
    >
      <body>
        <TimeZoneCookie />
        {/* What error pages anywhere may have to say. */}
        <ClientMessages namespaces={['faults']}>
          <ContentPolicy>
            <div className="app-root">{children}</div>
          </ContentPolicy>
        </ClientMessages>
      </body>
    </html>
  );
}
