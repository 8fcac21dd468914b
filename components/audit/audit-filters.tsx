'use client';

import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useRef, useTransition } from 'react';
import { auditParams, PERIODS } from '@/components/audit/audit-params';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { AUDIT_ACTIONS, type AuditAction, auditMessageKey } from '@/lib/webhooks/core/audit';
import type { AuditActorDto } from '@/lib/webhooks/dtos';

const NO_FILTERS = { who: null, action: null, period: null };

/** By whom, what and since when; in the address. Needs `audit`. */
export function AuditFilters({ actors }: { actors: readonly AuditActorDto[] }) {
  const t = useTranslations('audit');
  const [isLoading, startTransition] = useTransition();
  const filters = useRef<HTMLElement>(null);
  const [params, setParams] = useQueryStates(auditParams, {
    history: 'push',
    // The server answers: the page is made anew for each question.
    shallow: false,
    startTransition,
  });
  const isFiltered = Object.values(params).some((value) => value !== null);
  const all = (label: string) => ({ value: 'all', label }) as const;
  return (
    <search
      ref={filters}
      aria-label={t('filters.label')}
      aria-busy={isLoading}
      tabIndex={-1}
      className="mb-4 flex flex-wrap gap-2 rounded-sm"
    >
      <Select
        label={`${t('filters.who')}:`}
        value={params.who ?? 'all'}
        onValueChange={(who) => void setParams({ who: who === 'all' ? null : who })}
        items={[
          all(t('filters.anyone')),
          ...actors.map(({ who, kind, name }) => ({
            value: who,
            label: kind === 'user' ? name : t(`by.${kind}`, { name }),
          })),
        ]}
      />
      <Select<AuditAction | 'all'>
        label={`${t('filters.action')}:`}
        value={params.action ?? 'all'}
        onValueChange={(action) => void setParams({ action: action === 'all' ? null : action })}
        items={[
          all(t('filters.anything')),
          ...AUDIT_ACTIONS.map((value) => ({
            value,
            label: t(`actions.${auditMessageKey(value)}`),
          })),
        ]}
      />
      <Select
        label={`${t('filters.period')}:`}
        value={params.period ?? 'all'}
        onValueChange={(period) => void setParams({ period: period === 'all' ? null : period })}
        items={[
          all(t('filters.any_time')),
          ...PERIODS.map((value) => ({ value, label: t(`filters.periods.${value}`) })),
        ]}
      />
      {isFiltered && (
        <Button
          variant="ghost"
          onClick={() => {
            void setParams(NO_FILTERS);
            // This button goes away with them.
            filters.current?.focus();
          }}
        >
          {t('filters.clear')}
        </Button>
      )}
    </search>
  );
}
