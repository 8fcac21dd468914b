'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { ActionError } from '@/components/action-error';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import { EventChips } from '@/components/webhooks/event-chips';
import { MaskNote } from '@/components/webhooks/mask-note';
import { OnOrOff } from '@/components/webhooks/on-or-off';
import { TestButton } from '@/components/webhooks/test-button';
import { TestResult } from '@/components/webhooks/test-result';
import { useActiveSwitch } from '@/components/webhooks/use-active-switch';
import { useTestRun } from '@/components/webhooks/use-test-run';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { webhookKey } from '@/lib/webhooks/queries/keep-webhook';
import { useWebhook } from '@/lib/webhooks/queries/use-webhook';

interface WebhookHeaderProps {
  webhookId: string;
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
}

/** Which webhook this is, whether it is on and why not; for managers the switch, and a test with its answer in place. */
export function WebhookHeader({ webhookId, mayChange, timeoutMs }: WebhookHeaderProps) {
  const { data: webhook } = useWebhook(webhookId);
  return mayChange ? (
    <ManagedHeader webhook={webhook} timeoutMs={timeoutMs} />
  ) : (
    <HeaderFrame webhook={webhook} controls={<OnOrOff enabled={webhook.enabled} />} />
  );
}

function ManagedHeader({ webhook, timeoutMs }: { webhook: WebhookDto; timeoutMs: number }) {
  const t = useTranslations('webhooks');
  const active = useActiveSwitch(webhook);
  const test = useTestRun(webhook.id);
  const testButton = useRef<HTMLButtonElement>(null);
  const name = webhookName(webhook);

  // Refused because it is not there: the page says so at once, not with its next look.
  const client = useQueryClient();
  const isMissed = active.failure?.code === 'not_found' || test.failure?.code === 'not_found';
  useEffect(() => {
    if (isMissed) void client.refetchQueries({ queryKey: webhookKey(webhook.id) });
  }, [client, isMissed, webhook.id]);

  return (
    <HeaderFrame
      webhook={webhook}
      controls={
        <>
          <span className="flex items-center gap-2">
            <span className="flex print:hidden">
              <Switch
                aria-label={t('row.switch', { name })}
                checked={active.isOn}
                onCheckedChange={(enabled) => void active.turn(enabled)}
                busy={active.busy}
              />
            </span>
            <span className="min-w-12 text-text-muted" aria-hidden="true">
              {t(active.isOn ? 'row.active' : 'row.off')}
            </span>
          </span>
          <span className="flex print:hidden">
            <TestButton
              ref={testButton}
              name={name}
              events={webhook.events}
              busy={test.busy}
              onTest={(event) => void test.start(event)}
            />
          </span>
        </>
      }
    >
      <ActionError failure={active.failure} />
      <ActionError failure={test.failure} />
      {/* On the page before the press, so that screen readers tell what comes into it. */}
      <div role="status" className="@container flex flex-col gap-3 empty:hidden">
        <TestResult
          test={test}
          webhook={webhook}
          name={name}
          timeoutMs={timeoutMs}
          onClosed={() => testButton.current?.focus()}
        />
      </div>
    </HeaderFrame>
  );
}

function HeaderFrame({
  webhook,
  controls,
  children,
}: {
  webhook: WebhookDto;
  controls: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations('webhooks');
  const tDisabled = useTranslations('deliveries.disabled');
  return (
    <div className="mb-6 flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-80">
          <h1
            id="page-title"
            tabIndex={-1}
            className="verbatim line-clamp-3 text-xl font-semibold tracking-tight wrap-anywhere outline-none"
          >
            {webhook.url}
          </h1>
          {webhook.description && <p className="mt-1 break-words text-text-muted">{webhook.description}</p>}
          <div className="mt-2">
            <EventChips events={webhook.events} label={t('row.events')} />
          </div>
          <MaskNote mask={webhook.mask} className="mt-2" />
        </div>
        <div className="flex flex-wrap items-center gap-4">{controls}</div>
      </div>
      {webhook.disabled_reason && <Notice tone="warning">{tDisabled(webhook.disabled_reason)}</Notice>}
      {children}
    </div>
  );
}
