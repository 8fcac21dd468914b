'use client';

import { Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { useAction } from '@/components/use-action';
import { restoreWebhookAction } from '@/lib/webhooks/actions/restore-webhook';
import { UNDO_SECONDS } from '@/lib/webhooks/core/undo';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';

interface DeletedRowProps {
  webhook: WebhookDto;
  onRestored: () => void;
  /** The time is over; `hadFocus` when the keyboard stood here. */
  onGone: (hadFocus: boolean) => void;
}

/** Seconds for a change of mind. */
const SHOWN_SECONDS = 10;
/** Whoever points at it or stands on it by keyboard gets more time, within what the server grants less the way to it. */
const HELD_SECONDS_MAX = UNDO_SECONDS - SHOWN_SECONDS - 5;

/** Where a webhook stood: its deletion can be undone here for 10 seconds. Needs `webhooks`, `errors`. */
export default function DeletedRow({ webhook, onRestored, onGone }: DeletedRowProps) {
  const t = useTranslations('webhooks.delete');
  const name = webhookName(webhook);
  const row = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const held = useRef(0);
  const { run, busy, failure } = useAction(restoreWebhookAction);
  const [left, setLeft] = useState(SHOWN_SECONDS);

  // The dialog that was confirmed is gone, and with it the place of the keyboard.
  useEffect(() => button.current?.focus(), []);

  const isOver = left <= 0 && !busy;
  useEffect(() => {
    if (busy || isOver) return;
    const timer = setInterval(() => {
      const isHeld = row.current?.matches(':hover, :has(:focus-visible)') ?? false;
      if (isHeld && held.current++ < HELD_SECONDS_MAX) return;
      setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [busy, isOver]);

  // Once, however long what it leads to takes, and however often the parent is rendered meanwhile.
  const leave = useEffectEvent(() => onGone(row.current?.contains(document.activeElement) ?? false));
  useEffect(() => {
    if (isOver) leave();
  }, [isOver]);

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
