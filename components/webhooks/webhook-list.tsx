'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useCallback, useState } from 'react';
import { flushSync } from 'react-dom';
import { Card } from '@/components/ui/card';
import { ZoneNote } from '@/components/ui/zone-note';
import { ListHead } from '@/components/webhooks/list-head';
import { ManagedRow } from '@/components/webhooks/managed-row';
import { ReadOnlyRow } from '@/components/webhooks/read-only-row';
import { webhookLinkId } from '@/components/webhooks/webhook-row';
import { paths } from '@/lib/paths';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { textsMatch } from '@/lib/webhooks/core/text-search';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookListItem } from '@/lib/webhooks/dtos';
import { useWebhooks, webhooksQuery } from '@/lib/webhooks/queries/webhooks';

// Seldom wanted, and then asked for as soon as the deletion is confirmed.
const DeletedRow = lazy(() => import('@/components/webhooks/deleted-row'));
// Only a list without webhooks, or with many, has one of these; the server writes it into the page.
const NoWebhooks = lazy(() => import('@/components/webhooks/no-webhooks'));
const ListSearch = lazy(() => import('@/components/webhooks/list-search'));

/** A list that fits the eye needs no search. */
const SEARCH_FROM = 10;

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
  const tEvents = useTranslations('events');
  const q = useSearchParams().get('q') ?? '';
  const shown = q ? items.filter((webhook) => textsMatch(wordsOf(webhook), q)) : items;

  function wordsOf({ url, description, events }: WebhookListItem): string[] {
    const names = events.flatMap((event) => [event, tEvents(`${EVENT_CATALOGUE[event].messageKey}.name`)]);
    return [url, description, ...names];
  }

  const forget = useCallback((id: string) => {
    setDeleted((before) => before.filter((item) => item.id !== id));
  }, []);

  // One function for all renders: of hundreds of rows only those that changed are drawn again.
  const onDeleted = useCallback(
    (webhook: WebhookListItem) => {
      setDeleted((before) => [...before, webhook]);
      setAnnouncement(t('delete.done', { name: webhookName(webhook) }));
      void queryClient.invalidateQueries({ queryKey: webhooksQuery().queryKey });
    },
    [t, queryClient],
  );

  async function onRestored(webhook: WebhookListItem) {
    await queryClient.invalidateQueries({ queryKey: webhooksQuery().queryKey });
    flushSync(() => forget(webhook.id));
    setAnnouncement(t('delete.restored', { name: webhookName(webhook) }));
    focusRow(webhook);
  }

  function onGone(webhook: WebhookListItem, hadFocus: boolean) {
    const place = items.indexOf(webhook);
    forget(webhook.id);
    if (hadFocus) focusRow(items[place + 1] ?? items[place - 1]);
  }

  return (
    <>
      <div role="status" className="sr-only">
        {announcement}
      </div>
      {items.length === 0 ? (
        <Suspense>
          <NoWebhooks mayChange={mayChange} />
        </Suspense>
      ) : (
        <>
          {(items.length >= SEARCH_FROM || q) && (
            <Suspense fallback={<div className="mb-3 h-9 pointer-coarse:h-11" />}>
              <ListSearch value={q} onSearch={searchFor} found={shown.length} all={items.length} />
            </Suspense>
          )}
          <Card className={shown.length > 0 ? 'overflow-hidden' : 'hidden'}>
            <ListHead />
            <ul className="divide-y divide-border">
              {shown.map((webhook) => (
                <li key={webhook.id}>
                  {deleted.some(({ id }) => id === webhook.id) ? (
                    <Suspense>
                      <DeletedRow
                        webhook={webhook}
                        onRestored={() => onRestored(webhook)}
                        onGone={(hadFocus) => onGone(webhook, hadFocus)}
                      />
                    </Suspense>
                  ) : mayChange ? (
                    <ManagedRow
                      webhook={webhook}
                      timeoutMs={timeoutMs}
                      announce={setAnnouncement}
                      onDeleted={onDeleted}
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

/** In the address, so that reload, Back and a sent link show the same. */
function searchFor(q: string) {
  const search = q && `?${new URLSearchParams({ q })}`;
  window.history.replaceState(null, '', `${paths.webhooks()}${search}`);
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

/** Where there is none, or it is being deleted too, the keyboard goes on from the top. */
function focusRow(webhook: WebhookListItem | undefined) {
  const link = webhook && document.getElementById(webhookLinkId(webhook.id));
  (link ?? document.getElementById('page-title'))?.focus();
}
