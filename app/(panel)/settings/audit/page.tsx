import { ScrollText, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditLog } from '@/components/audit/audit-log';
import { auditQueryOf, loadAuditParams } from '@/components/audit/audit-params';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { listAudit, listAuditActors } from '@/lib/webhooks/services/list-audit';

interface AuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

/** Settings > Audit: who did what, when, from where, and what it changed. */
export default async function AuditPage({ searchParams }: AuditPageProps) {
  const actor = await pageActor();
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const t = await getTranslations('audit');
  const tCommon = await getTranslations('common');
  const params = await loadAuditParams(searchParams);
  const query = auditQueryOf(params, new Date());
  const [first, actors] = await Promise.all([listAudit(actor, query), listAuditActors(actor)]);
  const isFiltered = Object.keys(query).length > 0;
  return (
    <>
      <Breadcrumbs items={[{ label: tCommon('settings') }]} />
      <PageHeader title={t('title')} lead={t('lead')} />
      <ClientMessages namespaces={['audit', 'events', 'errors', 'status']}>
        <NuqsAdapter>
          {(isFiltered || first.items.length > 0) && <AuditFilters actors={actors} />}
          {first.items.length > 0 && <AuditLog key={JSON.stringify(params)} first={first} query={query} />}
        </NuqsAdapter>
      </ClientMessages>
      {first.items.length === 0 &&
        (isFiltered ? (
          <EmptyState icon={<SearchX aria-hidden="true" />} title={t('empty.filtered_title')}>
            <p>{t('empty.filtered_text')}</p>
          </EmptyState>
        ) : (
          <EmptyState icon={<ScrollText aria-hidden="true" />} title={t('empty.title')}>
            <p>{t('empty.text')}</p>
          </EmptyState>
        ))}
    </>
  );
}
