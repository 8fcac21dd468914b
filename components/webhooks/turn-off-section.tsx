'use client';

import { useTranslations } from 'next-intl';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { useActiveSwitch } from '@/components/webhooks/use-active-switch';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { useWaiting } from '@/lib/webhooks/queries/waiting';

/** On or off, with what that means for what waits. It can be taken back at once, so nobody is asked twice. */
export function TurnOffSection({ webhook }: { webhook: WebhookDto }) {
  const t = useTranslations('deliveries.settings');
  const active = useActiveSwitch(webhook);
  const waiting = useWaiting(webhook.id);
  const { enabled } = webhook;
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 grow basis-72">
        <h3 className="font-medium">{t(enabled ? 'off_title' : 'on_title')}</h3>
        <p className="mt-0.5 text-text-muted">
          {t(enabled ? 'off_text' : 'on_text')}{' '}
          {enabled && waiting.data !== undefined && waiting.data > 0 && (
            <span className="font-medium text-text">{t('off_waiting', { count: waiting.data })}</span>
          )}
        </p>
        <ActionError failure={active.failure} className="mt-3" />
      </div>
      <Button busy={active.busy} onClick={() => void active.turn(!enabled)}>
        {t(enabled ? 'turn_off' : 'turn_on')}
      </Button>
    </div>
  );
}
