import type { QueryClient } from '@tanstack/react-query';
import type { WebhookDto } from '@/lib/webhooks/dtos';

export function webhookKey(webhookId: string) {
  return ['webhook', webhookId] as const;
}

/** Takes over what a change was answered with. What was asked for before must not come after it and undo it. */
export function keepWebhook(client: QueryClient, changed: WebhookDto): void {
  const queryKey = webhookKey(changed.id);
  void client.cancelQueries({ queryKey });
  client.setQueryData<WebhookDto>(queryKey, changed);
}
