'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { ActionError } from '@/components/action-error';
import { AuditRow } from '@/components/audit/audit-row';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ZoneNote } from '@/components/ui/zone-note';
import { useAction } from '@/components/use-action';
import { listAuditAction } from '@/lib/webhooks/actions/list-audit';
import type { AuditEntryDto, Page } from '@/lib/webhooks/dtos';
import type { AuditQuery } from '@/lib/webhooks/schemas';

interface AuditLogProps {
  /** As the server found it; another question makes another component (by its key). */
  first: Page<AuditEntryDto>;
  query: AuditQuery;
}

/** The trail, the newest first, and more of it on demand. Needs `audit`, `events`, `errors`. */
export function AuditLog({ first, query }: AuditLogProps) {
  const t = useTranslations('audit');
  const [more, setMore] = useState<Page<AuditEntryDto>>({ items: [], next_cursor: first.next_cursor });
  const action = useAction(listAuditAction);
  const list = useRef<HTMLOListElement>(null);
  const items = [...first.items, ...more.items];

  async function load() {
    const result = await action.run({ ...query, cursor: more.next_cursor });
    if (!result?.ok) return;
    flushSync(() =>
      setMore({ items: [...more.items, ...result.data.items], next_cursor: result.data.next_cursor }),
    );
    // The button may be gone; reading goes on where it stopped.
    (list.current?.children[items.length] as HTMLElement | undefined)?.focus({ preventScroll: true });
  }

  return (
    <>
      <Card className="overflow-hidden">
        <ol ref={list} aria-label={t('list')} className="divide-y divide-border">
          {items.map((entry) => (
            <li key={entry.id} tabIndex={-1} className="focus-visible:-outline-offset-2">
              <AuditRow entry={entry} />
            </li>
          ))}
        </ol>
      </Card>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <ZoneNote />
        <p role="status" className="text-xs text-text-muted tabular-nums">
          {t('shown', { count: items.length })}
        </p>
      </div>
      <ActionError failure={action.failure} className="mt-4" />
      {more.next_cursor && (
        <div className="mt-4 text-center">
          <Button busy={action.busy} onClick={() => void load()}>
            {t('load_more')}
          </Button>
        </div>
      )}
    </>
  );
}
