import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { DevelopersPart } from '@/components/guide/developers-part';
import { ManagersPart } from '@/components/guide/managers-part';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { PageHeader } from '@/components/ui/page-header';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { env } from '@/lib/env';
import { panelOrigin } from '@/lib/http/same-origin';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { paths } from '@/lib/paths';
import { RECEIVER_LANGUAGES } from '@/lib/webhooks/core/receivers/receivers';

interface GuidePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('guide');
  return { title: t('title') };
}

/** Settings > Webhooks > Guide: what happens, for managers; then all that a receiver needs, for developers. */
export default async function GuidePage({ searchParams }: GuidePageProps) {
  const refusal = refusalOf(await pageActor());
  if (refusal) return refusal;
  const t = await getTranslations('guide');
  const tCommon = await getTranslations('common');
  const asked = (await searchParams).language;
  const language = RECEIVER_LANGUAGES.find((one) => one === asked) ?? 'python';
  const { DELIVERY_TIMEOUT_MS, DELIVERY_RETRY_SCHEDULE } = env();
  return (
    <>
      <Breadcrumbs
        items={[{ label: tCommon('settings') }, { label: tCommon('webhooks'), href: paths.webhooks() }]}
      />
      <PageHeader title={t('title')} lead={t('lead')} />
      <ManagersPart timeoutMs={DELIVERY_TIMEOUT_MS} schedule={DELIVERY_RETRY_SCHEDULE} />
      <ClientMessages namespaces={[]}>
        <DevelopersPart
          timeoutMs={DELIVERY_TIMEOUT_MS}
          language={language}
          link={`${panelOrigin((await headers()).get('host'))}${paths.guide()}#developers`}
        />
      </ClientMessages>
    </>
  );
}
