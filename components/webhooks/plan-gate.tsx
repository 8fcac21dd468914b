import { Check, Sparkles } from 'lucide-react';
import { useNow, useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { ListHead } from '@/components/webhooks/list-head';
import { ReadOnlyRow } from '@/components/webhooks/read-only-row';
import { ClientMessages } from '@/lib/i18n/client-messages';
import type { HealthHour } from '@/lib/webhooks/core/health';
import type { Plan } from '@/lib/webhooks/core/plan';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

interface PlanGateProps {
  plan: Plan;
  organizationName: string;
  /** Others read whom to ask. */
  mayChangePlan: boolean;
}

/** The page of a plan without webhooks: what they are, how to get them, and how they look. */
export function PlanGate({ plan, organizationName, mayChangePlan }: PlanGateProps) {
  const t = useTranslations('webhooks');
  const tCommon = useTranslations('common');
  const whom = { organization: organizationName, plan: tCommon(`plan_${plan}`) };
  return (
    <>
      <PageHeader title={t('title')} lead={t('plan.text')} />
      <Card className="mb-8 p-6">
        <p className="flex items-center gap-2 font-medium text-accent">
          <Sparkles className="size-4 shrink-0" aria-hidden="true" />
          {t('plan.availability')}
        </p>
        <h2 className="mt-2 text-xl font-semibold text-balance">{t('plan.title')}</h2>
        <ul className="mt-4 flex flex-col gap-2">
          {(['point_1', 'point_2', 'point_3'] as const).map((point) => (
            <li key={point} className="flex gap-2">
              <Check className="mt-0.5 size-4 shrink-0 text-success" aria-hidden="true" />
              {t(`plan.${point}`)}
            </li>
          ))}
        </ul>
        <p className="mt-4 border-t border-border pt-4 text-text-muted">
          {t(mayChangePlan ? 'plan.manager' : 'plan.reader', whom)}
        </p>
      </Card>
      <Preview />
    </>
  );
}

/** The list itself with made-up webhooks; nothing in it can be reached or pressed. */
function Preview() {
  const t = useTranslations('webhooks.plan');
  const now = useNow();
  const samples = SAMPLES.map((sample, index) => ({
    ...sample,
    description: t(sample.description),
    id: `00000000-0000-7000-8000-00000000000${index}`,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    last_delivery: {
      id: `00000000-0000-7000-8001-00000000000${index}`,
      status: sample.status,
      created_at: new Date(now.getTime() - sample.minutesAgo * 60_000).toISOString(),
    },
  }));
  return (
    <figure>
      <figcaption className="mb-2 text-xs font-medium text-text-muted">{t('preview')}</figcaption>
      <div inert>
        <ClientMessages namespaces={[]}>
          <Card className="overflow-hidden">
            <ListHead />
            <ul className="divide-y divide-border">
              {samples.map((sample) => (
                <li key={sample.id}>
                  <ReadOnlyRow webhook={sample} />
                </li>
              ))}
            </ul>
          </Card>
        </ClientMessages>
      </div>
    </figure>
  );
}

/** A made-up day with failures in the given hours. */
function sampleDay(failing: readonly number[]): HealthHour[] {
  return Array.from({ length: 24 }, (_, hour) => ({
    succeeded: 8 + ((hour * 7) % 11),
    failed: failing.includes(hour) ? 3 + (hour % 3) * 2 : 0,
  }));
}

const SAMPLES = [
  {
    url: 'https://crm.example.com/voki',
    description: 'sample_1',
    events: ['call.completed', 'call.missed'],
    enabled: true,
    disabled_reason: null,
    mask: [],
    health_24h: { succeeded: 412, ended: 413, hours: sampleDay([14]) },
    status: 'success',
    minutesAgo: 2,
  },
  {
    url: 'https://screen.example.com/queue',
    description: 'sample_2',
    events: ['call.created', 'call.assigned', 'call.started'],
    enabled: true,
    disabled_reason: null,
    mask: [],
    health_24h: { succeeded: 228, ended: 250, hours: sampleDay([9, 10, 11]) },
    status: 'failure',
    minutesAgo: 4,
  },
  {
    url: 'https://erp.example.com/customers',
    description: 'sample_3',
    events: ['customer.created'],
    enabled: false,
    disabled_reason: 'manual',
    mask: [],
    health_24h: { succeeded: 31, ended: 31, hours: sampleDay([]) },
    status: 'success',
    minutesAgo: 190,
  },
] satisfies (Omit<WebhookListItem, 'id' | 'description' | 'created_at' | 'updated_at' | 'last_delivery'> & {
  description: 'sample_1' | 'sample_2' | 'sample_3';
  status: 'success' | 'failure';
  minutesAgo: number;
})[];
