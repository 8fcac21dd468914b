'use client';

import { Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { useAction } from '@/components/use-action';
import { restoreWebhookAction } from '@/lib/webhooks/actions/restore-webhook';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';

interface DeletedRowProps {
  webhook: WebhookDto;
  onRestored: () => void;
  /** The time is over; `hadFocus` when the keyboard stood here. */
  onGone: (hadFocus: boolean) => void;
}

/** Seconds for a change of mind. */
const UNDO_SECONDS = 10;
/** Whoever points at it or stands on it by keyboard gets more time, within the minute that the server grants. */
const HELD_SECONDS_MAX = 45;

/** Where a webhook stood: its deletion can be undone here for 10 seconds. Needs `webhooks`, `errors`. */
export default function DeletedRow({ webhook, onRestored, onGone }: DeletedRowProps) {
  const t = useTranslations('webhooks.delete');
  const name = webhookName(webhook);
  const row = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const held = useRef(0);
  const { run, busy, failure } = useAction(restoreWebhookAction);
  const [left, setLeft] = useState(UNDO_SECONDS);

  // The dialog that was confirmed is gone, and with it the place of the keyboard.
  useEffect(() => button.current?.focus(), []);

  useEffect(() => {
    if (busy) return;
    const timer = setInterval(() => {
      const isHeld = row.current?.matches(':hover, :has(:focus-visible)') ?? false;
      if (isHeld && held.current++ < HELD_SECONDS_MAX) return;
      setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [busy]);

  useEffect(() => {
    if (left > 0 || busy) return;
    onGone(row.current?.contains(document.activeElement) ?? false);
  }, [left, busy, onGone]);

  async function undo() {
    const result = await run(webhook.id);
    if (result?.ok) onRestored();
  }

  return (
    <div ref={row} className="flex flex-wrap items-center gap-x-4 gap-y-3 bg-surface-sunken px-5 py-4">
      <p className="min-w-0 grow break-words text-text-muted">{t('done', { name })}</p>
      <Button ref={button} size="sm" busy={busy} aria-label={t('undo_of', { name })} onClick={undo}>
        <Undo2 aria-hidden="true" />
        {t('undo')}
        <span className="w-8 text-right text-text-muted tabular-nums" aria-hidden="true">
          {t('seconds_left', { seconds: Math.max(left, 0) })}
        </span>
      </Button>
      <ActionError failure={failure} className="basis-full" />
    </div>
  );
}
