'use client';

import { ArrowRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Time } from '@/components/ui/time';
import { useClockTime } from '@/components/ui/use-clock-time';
import { auditMessageKey, type ChangedField, changedFields } from '@/lib/webhooks/core/audit';
import { DELIVERY_STATUSES, DISABLED_REASONS } from '@/lib/webhooks/core/delivery-state';
import { EVENT_CATALOGUE, isEventName } from '@/lib/webhooks/core/event-catalogue';
import { MASKABLE_FIELDS } from '@/lib/webhooks/core/mask';
import { API_KEY_SCOPES, PLANS, ROLES } from '@/lib/webhooks/core/plan';
import type { AuditEntryDto } from '@/lib/webhooks/dtos';

/** One deed: what, on which thing, by whom, when, from where, and what it changed. */
export function AuditRow({ entry }: { entry: AuditEntryDto }) {
  const t = useTranslations('audit');
  const { actor, action, target, address, created_at } = entry;
  const both = entry.before !== null && entry.after !== null;
  // Of what was made or is gone, only what it had.
  const fields = changedFields(entry).filter(({ before, after }) => both || !isNothing(after ?? before));
  return (
    <article className="flex flex-col gap-2 px-5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-medium wrap-anywhere">
          {t(`actions.${auditMessageKey(action)}`)}
          <span className="font-normal">
            {' · '}
            {target.name ?? <code className="text-text-muted">{target.id}</code>}
          </span>
        </h2>
        <Time value={created_at} show="exact" className="text-text-muted" />
      </div>
      <p className="text-text-muted">
        {t(`by.${actor.kind}`, { name: actor.name })}
        {/* What an operator or the engine did came from nowhere outside. */}
        {address !== null && ` · ${t('address', { address })}`}
        {address === null && IS_OUTSIDE[actor.kind] && ` · ${t('address_unknown')}`}
      </p>
      {fields.length > 0 && (
        <dl className="mt-1 grid gap-x-4 gap-y-1 rounded-md bg-surface-sunken px-3.5 py-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
          {fields.map((changed) => (
            <Change key={changed.field} changed={changed} both={both} />
          ))}
        </dl>
      )}
    </article>
  );
}

const IS_OUTSIDE: Record<AuditEntryDto['actor']['kind'], boolean> = {
  user: true,
  api_key: true,
  operator: false,
  engine: false,
};

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** A field, and its value before and after where there are two. */
function Change({ changed: { field, before, after }, both }: { changed: ChangedField; both: boolean }) {
  const t = useTranslations('audit');
  const value = useValueWords();
  const fields = useTranslations('audit.fields');
  return (
    <>
      <dt className="text-text-muted">
        {fields.has(field as FieldName) ? fields(field as FieldName) : <code>{field}</code>}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2 wrap-anywhere max-sm:mb-1">
        {both ? (
          <>
            <span className="sr-only">{t('before')} </span>
            <del className="text-text-muted no-underline">{value(before, field)}</del>
            <ArrowRight className="size-3.5 shrink-0 self-center text-text-muted" aria-hidden="true" />
            <span className="sr-only">{t('after')} </span>
            <ins className="no-underline">{value(after, field)}</ins>
          </>
        ) : (
          value(after ?? before, field)
        )}
      </dd>
    </>
  );
}

type FieldName = Parameters<ReturnType<typeof useTranslations<'audit.fields'>>>[0];

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** What a recorded value says to a person. */
function useValueWords(): (value: unknown, field: string) => string {
  const t = useTranslations('audit.values');
  const tEvents = useTranslations('events');
  const tStatus = useTranslations('status');
  const tCommon = useTranslations('common');
  const clockTime = useClockTime();
  const words = (value: unknown, field: string): string => {
    if (isNothing(value)) return t('nothing');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (Array.isArray(value)) return value.map((one) => words(one, field)).join(', ');
    if (typeof value === 'object') return JSON.stringify(value);
    const text = String(value);
    if (isEventName(text)) return tEvents(`${EVENT_CATALOGUE[text].messageKey}.name`);
    const reason = field === 'disabled_reason' && DISABLED_REASONS.find((one) => one === text);
    if (reason) return t(`reasons.${reason}`);
    const status = field === 'status' && DELIVERY_STATUSES.find((one) => one === text);
    if (status) return tStatus(status);
    const masked = field === 'mask' && MASKABLE_FIELDS.find((one) => one === text);
    if (masked) return tCommon(`mask.${masked}`);
    const role = field === 'role' && ROLES.find((one) => one === text);
    if (role) return tCommon(`role_${role}`);
    const scope = field === 'scope' && API_KEY_SCOPES.find((one) => one === text);
    if (scope) return t(`scopes.${scope}`);
    const plan = field === 'plan' && PLANS.find((one) => one === text);
    if (plan) return tCommon(`plan_${plan}`);
    return ISO_TIME.test(text) ? clockTime(text) : text;
  };
  return words;
}
