import type { ReactNode } from 'react';
import { refusalOf } from '@/components/webhooks/refusal';
import { pageActor } from '@/lib/auth/page-guard';
import { loadWebhook } from './load';

interface WebhookLayoutProps {
  params: Promise<{ webhookId: string }>;
  children: ReactNode;
}

/**
 * Guards everything below one webhook. Here and not in the pages, because a page stands inside its loading state,
 * whose first byte would already have answered 200 where 404 is due.
 */
export default async function WebhookLayout({ params, children }: WebhookLayoutProps) {
  const refusal = refusalOf(await pageActor());
  if (refusal) return refusal;
  await loadWebhook((await params).webhookId);
  return children;
}
