'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '@/components/use-action';
import { updateWebhookAction } from '@/lib/webhooks/actions/update-webhook';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { keepWebhook } from '@/lib/webhooks/queries/keep-webhook';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';

/** Turns a webhook on and off: the switch moves at once, and back if the server refused. */
export function useActiveSwitch(webhook: Pick<WebhookDto, 'id' | 'enabled'>) {
  const queryClient = useQueryClient();
  const { run, busy, failure } = useAction(updateWebhookAction);
  const [wanted, setWanted] = useState<boolean | null>(null);

  function keep(changed: WebhookDto) {
    const { queryKey } = webhooksQuery();
    // As in keepWebhook: an answer from before would turn it back until the next one.
    void queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData(queryKey, (items) =>
      items?.map((item) => (item.id === changed.id ? { ...item, ...changed } : item)),
    );
    keepWebhook(queryClient, changed);
  }

  /** Whether it worked. */
  async function turn(enabled: boolean): Promise<boolean> {
    setWanted(enabled);
    const result = await run(webhook.id, { enabled });
    if (result?.ok) keep(result.data);
    setWanted(null);
    return result?.ok ?? false;
  }

  return { isOn: wanted ?? webhook.enabled, turn, busy, failure };
}
