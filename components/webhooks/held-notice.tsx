'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { Notice } from '@/components/ui/notice';
import { useAction } from '@/components/use-action';
import { paths } from '@/lib/paths';
import { startDropAction } from '@/lib/webhooks/actions/start-drop';
import { withShare } from '@/lib/webhooks/core/missed-share';
import type { RecoveryDto, WebhookDto } from '@/lib/webhooks/dtos';

interface HeldNoticeProps {
  webhook: WebhookDto;
  held: NonNullable<RecoveryDto['held']>;
  mayChange: boolean;
  busy: boolean;
  onSend: () => void;
  onChange: () => void;
}

/** What is kept from when the webhook was off: to be sent once it is on, or dropped. Needs `recovery`, `errors`. */
export function HeldNotice({ webhook, held, mayChange, busy, onSend, onChange }: HeldNoticeProps) {
  const t = useTranslations('recovery');
  const tCommon = useTranslations('common');
  const drop = useAction(startDropAction);
  const [isAsking, setAsking] = useState(false);
  const dropButton = useRef<HTMLButtonElement>(null);
  const { count, missed_calls: missed, more } = held;
  return (
    <>
      <Notice
        tabIndex={-1}
        title={more ? t('held.many', { count }) : t('held.title', withShare(count, missed))}
        actions={
          <>
            {mayChange && webhook.enabled && (
              <Button size="sm" variant="primary" busy={busy} onClick={onSend}>
                {t(more ? 'held.send_first' : 'held.send', { count })}
              </Button>
            )}
            <Link
              href={`${paths.webhook(webhook.id)}?status=held`}
              className={buttonVariants({ variant: 'ghost', size: 'sm' })}
            >
              {t('show')}
            </Link>
            {mayChange && (
              <Button ref={dropButton} size="sm" variant="ghost" onClick={() => setAsking(true)}>
                {t('held.drop')}
              </Button>
            )}
          </>
        }
      >
        {!webhook.enabled && <p>{t(mayChange ? 'held.off' : 'held.off_reader', { count })}</p>}
      </Notice>
      <AlertDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('held.drop_title', { count })}
        confirmLabel={t('held.drop_confirm')}
        cancelLabel={tCommon('cancel')}
        busy={drop.busy}
        finalFocus={dropButton}
        onConfirm={async () => {
          const result = await drop.run(webhook.id);
          if (!result?.ok) return;
          setAsking(false);
          onChange();
        }}
      >
        <p>{t('held.drop_text')}</p>
        <ActionError failure={drop.failure} />
      </AlertDialog>
    </>
  );
}
