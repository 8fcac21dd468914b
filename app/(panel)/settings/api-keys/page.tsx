import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApiKeys } from '@/components/api-keys/api-keys';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { ClientMessages } from '@/lib/i18n/client-messages';
import { roleMay } from '@/lib/webhooks/core/plan';
import { listApiKeys } from '@/lib/webhooks/services/list-api-keys';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('api_keys');
  return { title: t('title') };
}

/** Settings > API keys: who looks sees them; managers make and revoke them. */
export default async function ApiKeysPage() {
  const actor = await pageActor();
  const refusal = refusalOf(actor);
  if (refusal) return refusal;
  const t = await getTranslations('common');
  return (
    <>
      <Breadcrumbs items={[{ label: t('settings') }]} />
      <ClientMessages namespaces={['api_keys', 'errors', 'validation']}>
        <ApiKeys
          items={await listApiKeys(actor)}
          mayChange={roleMay(actor.role, 'change')}
          organizationName={actor.organizationName}
        />
      </ClientMessages>
    </>
  );
}
