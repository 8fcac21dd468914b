'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { RevokeDialog } from '@/components/api-keys/revoke-dialog';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { ApiKeyDto } from '@/lib/auth/schemas';

/** Columns from a row's own width of 48rem on; under it a row is a card. The loading page shares them. */
export const ROW_GRID =
  'grid grid-cols-2 gap-x-4 gap-y-3 px-5 py-4 *:first:col-span-2 @3xl:*:first:col-span-1 @3xl:grid-cols-[minmax(0,1fr)_8rem_8.5rem_9.5rem_6rem] @3xl:items-center';

interface ApiKeyRowProps {
  apiKey: ApiKeyDto;
  mayChange: boolean;
  onRevoked: () => void;
}

/** A key at a glance: what it is for, what it may do, when it was used and who made it. */
export function ApiKeyRow({ apiKey, mayChange, onRevoked }: ApiKeyRowProps) {
  const t = useTranslations('api_keys');
  const [isRevoking, setRevoking] = useState(false);
  const { name, prefix, scope, created_by, created_at, last_used_at } = apiKey;
  return (
    <div className="@container">
      <div className={ROW_GRID}>
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-text-muted">
            <span className="sr-only">{t('row.begins')} </span>
            <code className="break-all">{`${prefix}…`}</code>
          </p>
        </div>
        <Fact label={t('row.scope')}>{t(`scope.${scope}`)}</Fact>
        <Fact label={t('row.used')}>{last_used_at ? <Time value={last_used_at} /> : t('row.never')}</Fact>
        <Fact label={t('row.made')}>
          <Time value={created_at} />
          <span className="block break-words text-text-muted">
            {created_by === null ? t('row.made_by_operator') : t('row.made_by', { name: created_by })}
          </span>
        </Fact>
        {mayChange && (
          <div className="@3xl:text-right">
            <Button size="sm" aria-label={t('row.revoke_of', { name })} onClick={() => setRevoking(true)}>
              {t('row.revoke')}
            </Button>
            <RevokeDialog
              apiKey={apiKey}
              open={isRevoking}
              onOpenChange={setRevoking}
              onRevoked={onRevoked}
            />
          </div>
        )}
      </div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-text-muted">{label}</p>
      <div>{children}</div>
    </div>
  );
}
