'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useCallback, useState } from 'react';
import { Card } from '@/components/ui/card';
import { ZoneNote } from '@/components/ui/zone-note';
import { ListHead } from '@/components/webhooks/list-head';
import { ManagedRow } from '@/components/webhooks/managed-row';
import { NoWebhooks } from '@/components/webhooks/no-webhooks';
import { ReadOnlyRow } from '@/components/webhooks/read-only-row';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookListItem } from '@/lib/webhooks/dtos';
import { useWebhooks, webhooksQuery } from '@/lib/webhooks/queries/webhooks';

// Seldom wanted, and then asked for as soon as the deletion is confirmed.
const DeletedRow = lazy(() => import('@/components/webhooks/deleted-row'));

interface WebhookListProps {
  /** Whether the reader may change, test and delete. */
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
}

/** Every webhook of the organisation, kept up to date while the page is open. */
export function WebhookList({ mayChange, timeoutMs }: WebhookListProps) {
  const t = useTranslations('webhooks');
  const queryClient = useQueryClient();
  const { data, isRefetchError } = useWebhooks();
  const [announcement, setAnnouncement] = useState('');
  // They keep their place among the others until it is too late to undo.
  const [deleted, setDeleted] = useState<readonly WebhookListItem[]>([]);
  const items = withDeleted(data, deleted);

  const forget = useCallback((id: string) => {
    setDeleted((before) => before.filter((item) => item.id !== id));
  }, []);

  function onDeleted(webhook: WebhookListItem) {
    setDeleted((before) => [...before, webhook]);
    setAnnouncement(t('delete.done', { name: webhookName(webhook) }));
    void queryClient.invalidateQueries({ queryKey: webhooksQuery().queryKey });
  }

  async function onRestored(webhook: WebhookListItem) {
    await queryClient.invalidateQueries({ queryKey: webhooksQuery().queryKey });
    forget(webhook.id);
    setAnnouncement(t('delete.restored', { name: webhookName(webhook) }));
    focusTitle();
  }

  return (
    <>
      <div role="status" className="sr-only">
        {announcement}
      </div>
      {items.length === 0 ? (
        <NoWebhooks mayChange={mayChange} />
      ) : (
        <>
          <Card className="overflow-hidden">
            <ListHead />
            <ul className="divide-y divide-border">
              {items.map((webhook) => (
                <li key={webhook.id}>
                  {deleted.some(({ id }) => id === webhook.id) ? (
                    <Suspense>
                      <DeletedRow
                        webhook={webhook}
                        onRestored={() => onRestored(webhook)}
                        onGone={(hadFocus) => {
                          forget(webhook.id);
                          if (hadFocus) focusTitle();
                        }}
                      />
                    </Suspense>
                  ) : mayChange ? (
                    <ManagedRow
                      webhook={webhook}
                      timeoutMs={timeoutMs}
                      announce={setAnnouncement}
                      onDeleted={() => onDeleted(webhook)}
                    />
                  ) : (
                    <ReadOnlyRow webhook={webhook} />
                  )}
                </li>
              ))}
            </ul>
          </Card>
          <ZoneNote className="mt-3" />
          {isRefetchError && <p className="mt-1 text-xs text-text-muted">{t('stale')}</p>}
        </>
      )}
    </>
  );
}

/** The list in its order, the newest first, with those that were just deleted still in it. */
function withDeleted(
  items: readonly WebhookListItem[],
  deleted: readonly WebhookListItem[],
): readonly WebhookListItem[] {
  const gone = deleted.filter(({ id }) => !items.some((item) => item.id === id));
  if (gone.length === 0) return items;
  return [...items, ...gone].sort(
    (a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id),
  );
}

function focusTitle() {
  document.getElementById('page-title')?.focus();
}
