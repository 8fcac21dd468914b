import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { SignInForm } from '@/components/auth/sign-in-form';
import { SingleSignOn } from '@/components/auth/single-sign-on';
import { LanguageMenu } from '@/components/panel/language-menu';
import { Logo } from '@/components/panel/logo';
import { ThemeMenu } from '@/components/panel/theme-menu';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { ssoConfigured } from '@/lib/auth/auth-config';
import { HOME_PATH, safeCallbackPath } from '@/lib/auth/callback-url';
import { currentActor } from '@/lib/auth/page-guard';
import { signInNotice } from '@/lib/auth/sign-in-notice';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { THEME_COOKIE, themeOf } from '@/lib/theme/theme';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth');
  return { title: t('title') };
}

interface SignInPageProps {
  searchParams: Promise<Partial<Record<'callbackUrl' | 'error' | 'code', string | string[]>>>;
}

/** Asks who one is, and leads on to the page that was asked for. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const asked = await searchParams;
  const callbackUrl = typeof asked.callbackUrl === 'string' ? asked.callbackUrl : null;
  if (await currentActor()) redirect(safeCallbackPath(callbackUrl));
  const notice = signInNotice(asked.error, asked.code);
  const t = await getTranslations('auth');
  const tErrors = await getTranslations('errors');
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <ClientMessages namespaces={['auth', 'errors', 'faults']}>
      <div className="flex min-h-dvh flex-col">
        <header className="flex items-center gap-1 p-4 md:px-6">
          <div className="mr-auto">
            <Logo />
          </div>
          <LanguageMenu />
          <ThemeMenu theme={theme} />
        </header>
        <main className="mx-auto flex w-full max-w-[26rem] grow flex-col justify-center gap-6 p-4 pb-24">
          <div>
            <h1 className="text-3xl font-semibold tracking-tight">{t('title')}</h1>
            <p className="mt-1 text-text-muted">
              {callbackUrl && safeCallbackPath(callbackUrl) !== HOME_PATH ? t('return_note') : t('lead')}
            </p>
          </div>
          {notice && <Notice tone="failure">{tErrors(notice)}</Notice>}
          <Card className="flex flex-col gap-5 p-6">
            <SignInForm callbackUrl={callbackUrl} />
            {ssoConfigured() && (
              <>
                <p className="flex items-center gap-3 text-xs text-text-muted before:h-px before:grow before:bg-border after:h-px after:grow after:bg-border">
                  {t('or')}
                </p>
                <SingleSignOn callbackUrl={callbackUrl} />
              </>
            )}
          </Card>
        </main>
      </div>
    </ClientMessages>
  );
}
