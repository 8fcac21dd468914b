'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from 'react';
import { flushSync } from 'react-dom';
import { Card } from '@/components/ui/card';
import { WebhookHeader } from '@/components/webhooks/webhook-header';
import { paths } from '@/lib/paths';
import { keepWebhook } from '@/lib/webhooks/queries/keep-webhook';
import { useWebhook } from '@/lib/webhooks/queries/use-webhook';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';

// Seldom wanted; asked for as soon as the deletion is confirmed.
const DeletedRow = lazy(() => import('@/components/webhooks/deleted-row'));
const WebhookGone = lazy(() => import('@/components/webhooks/webhook-gone'));

const DeletedContext = createContext<() => void>(() => {});

/** To be called when the webhook around is deleted: its place then offers to undo that. */
export function useOnDeleted(): () => void {
  return useContext(DeletedContext);
}

interface WebhookFrameProps {
  webhookId: string;
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
  children: ReactNode;
}

/** One webhook: its head, there before what stands below. Needs `deliveries`, `diagnosis`, `errors`, `events`, `status`, `webhooks`. */
export function WebhookFrame({ webhookId, mayChange, timeoutMs, children }: WebhookFrameProps) {
  const router = useRouter();
  const client = useQueryClient();
  const { data: webhook, isGone } = useWebhook(webhookId);
  const [isDeleted, setDeleted] = useState(false);

  function onRestored() {
    // Known again, before what was asked meanwhile says that it is gone.
    keepWebhook(client, webhook);
    flushSync(() => setDeleted(false));
    document.getElementById('page-title')?.focus();
  }

  function leave(hadFocus: boolean) {
    // Around this page and the list that comes alike, so that what is focused stays while that is loaded.
    if (hadFocus) document.getElementById('content')?.focus();
    void client.invalidateQueries({ queryKey: webhooksQuery().queryKey });
    router.replace(paths.webhooks());
  }

  if (isDeleted)
    return (
      <>
        <h1 className="mb-6 text-xl font-semibold tracking-tight wrap-anywhere">{webhook.url}</h1>
        <Card className="overflow-hidden">
          <Suspense>
            <DeletedRow webhook={webhook} onRestored={onRestored} onGone={leave} />
          </Suspense>
        </Card>
      </>
    );
  if (isGone)
    return (
      <Suspense>
        <WebhookGone webhook={webhook} />
      </Suspense>
    );
  return (
    <DeletedContext value={() => setDeleted(true)}>
      <WebhookHeader webhookId={webhookId} mayChange={mayChange} timeoutMs={timeoutMs} />
      {children}
    </DeletedContext>
  );
}
