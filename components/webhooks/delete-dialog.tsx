'use client';

import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { ActionError } from '@/components/action-error';
import { preload } from '@/components/preload';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { useAction } from '@/components/use-action';
import { deleteWebhookAction } from '@/lib/webhooks/actions/delete-webhook';
import { shortAddress, webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { useWaiting } from '@/lib/webhooks/queries/waiting';

interface DeleteDialogProps {
  webhook: WebhookDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted: () => void;
  finalFocus?: RefObject<HTMLElement | null>;
}

/** Asks before a webhook is deleted, with what that stops. Needs `webhooks`, `errors`. */
export default function DeleteDialog({
  webhook,
  open,
  onOpenChange,
  onDeleted,
  finalFocus,
}: DeleteDialogProps) {
  const t = useTranslations('webhooks.delete');
  const tCommon = useTranslations('common');
  const action = useAction(deleteWebhookAction);

  async function confirm() {
    // What stands in its place afterwards.
    preload(() => import('@/components/webhooks/deleted-row'));
    const result = await action.run(webhook.id);
    if (!result?.ok) return;
    onOpenChange(false);
    onDeleted();
  }

  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { name: webhookName(webhook) })}
      confirmLabel={t('confirm')}
      cancelLabel={tCommon('cancel')}
      onConfirm={confirm}
      busy={action.busy}
      {...(finalFocus && { finalFocus })}
    >
      <p className="break-words">{t('text', { url: shortAddress(webhook.url) })}</p>
      <Waiting webhookId={webhook.id} />
      <ActionError failure={action.failure} />
    </AlertDialog>
  );
}

/** Asked for only once the dialog is open. */
function Waiting({ webhookId }: { webhookId: string }) {
  const t = useTranslations('webhooks.delete');
  const waiting = useWaiting(webhookId);
  if (waiting.isPending) return <Skeleton className="h-5 w-64" />;
  // Without the number the question is still complete.
  if (waiting.isError) return null;
  return <p className="font-medium text-text">{t('waiting', { count: waiting.data })}</p>;
}
