import { OnOrOff } from '@/components/webhooks/on-or-off';
import { WebhookRow } from '@/components/webhooks/webhook-row';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

/** A webhook for those who may look and not change. */
export function ReadOnlyRow({ webhook }: { webhook: WebhookListItem }) {
  return <WebhookRow webhook={webhook} controls={<OnOrOff enabled={webhook.enabled} />} />;
}
