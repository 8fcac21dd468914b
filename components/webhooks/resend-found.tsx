'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { useAction } from '@/components/use-action';
import { QueryError } from '@/components/webhooks/query-error';
import { startResendAction } from '@/lib/webhooks/actions/start-resend';
import { withShare } from '@/lib/webhooks/core/missed-share';
import { type DeliveryFilters, resendInputOf } from '@/lib/webhooks/queries/delivery-filters';
import { recoveryQuery, useResendCount } from '@/lib/webhooks/queries/recovery';
import type { StartResendInput } from '@/lib/webhooks/schemas';

interface ResendFoundProps {
  webhookId: string;
  filters: DeliveryFilters;
}

/** Sends all that the filters find again: counts first, then asks. Needs `recovery`, `errors`. */
export function ResendFound({ webhookId, filters }: ResendFoundProps) {
  const t = useTranslations('recovery');
  const tCommon = useTranslations('common');
  const client = useQueryClient();
  const button = useRef<HTMLButtonElement>(null);
  // As counted, so that what is confirmed is what was counted.
  const [asked, setAsked] = useState<StartResendInput | null>(null);
  const [isOpen, setOpen] = useState(false);
  const count = useResendCount(webhookId, asked ?? {}, isOpen);
  const action = useAction(startResendAction);
  // These were never sent before.
  const held = String(filters.status === 'held');

  async function confirm() {
    const result = await action.run(webhookId, asked);
    if (!result?.ok) return;
    setOpen(false);
    await client.invalidateQueries({ queryKey: recoveryQuery(webhookId).queryKey });
    document.getElementById('page-title')?.scrollIntoView({ block: 'center' });
  }

  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size="sm"
        onClick={() => {
          setAsked(resendInputOf(filters, new Date()));
          setOpen(true);
        }}
      >
        {t('found.action', { held })}
      </Button>
      <AlertDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={t('found.title', { held })}
        confirmLabel={t('found.confirm', { held })}
        confirmVariant="primary"
        cancelLabel={tCommon('cancel')}
        busy={action.busy}
        finalFocus={button}
        onConfirm={confirm}
      >
        {count.data ? (
          <p className="font-medium text-text" role="status">
            {t(count.data.more ? 'found.count_more' : 'found.count', {
              ...withShare(count.data.count, count.data.missed_calls),
              held,
            })}
          </p>
        ) : count.isError ? (
          <QueryError
            title={t('found.not_counted')}
            error={count.error}
            busy={count.isFetching}
            onRetry={() => void count.refetch()}
          />
        ) : (
          <Skeleton className="h-5 w-64" />
        )}
        <p>{t('found.text')}</p>
        <ActionError failure={action.failure} />
      </AlertDialog>
    </>
  );
}
