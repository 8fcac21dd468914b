'use client';

import { Ellipsis } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { lazy, memo, Suspense, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Menu } from '@/components/ui/menu';
import { Switch } from '@/components/ui/switch';
import { TestButton } from '@/components/webhooks/test-button';
import { TestResult } from '@/components/webhooks/test-result';
import { useActiveSwitch } from '@/components/webhooks/use-active-switch';
import { useTestRun } from '@/components/webhooks/use-test-run';
import { WebhookRow } from '@/components/webhooks/webhook-row';
import { paths } from '@/lib/paths';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

// Seldom asked, so it comes with the first question.
const DeleteDialog = lazy(() => import('@/components/webhooks/delete-dialog'));

interface ManagedRowProps {
  webhook: WebhookListItem;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Tells the page's status region. */
  announce: (text: string) => void;
  onDeleted: (webhook: WebhookListItem) => void;
}

/** A webhook with all that a manager does with it every day, each answer at its place in the row. */
export const ManagedRow = memo(function ManagedRow({
  webhook,
  timeoutMs,
  announce,
  onDeleted,
}: ManagedRowProps) {
  const t = useTranslations('webhooks');
  const tCommon = useTranslations('common');
  const name = webhookName(webhook);
  const test = useTestRun(webhook.id);
  const active = useActiveSwitch(webhook);
  const [isDeleting, setDeleting] = useState(false);
  const [wasDeleting, setWasDeleting] = useState(false);
  // Stays once it was open, so that it can fade out and give the focus back.
  if (isDeleting && !wasDeleting) setWasDeleting(true);
  const menu = useRef<HTMLButtonElement>(null);
  const testButton = useRef<HTMLButtonElement>(null);

  async function runTest(event?: EventName) {
    announce(t('test.announce_running', { name }));
    // How it ended is told by the answer; a refusal is an alert of its own.
    await test.start(event);
  }

  async function copy(text: string) {
    // Refused without permission, or on a page that is not served by https.
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    announce(copied ? t('row.copied') : tCommon('copy_refused'));
  }

  async function turn(enabled: boolean) {
    if (await active.turn(enabled)) announce(t(enabled ? 'switch.turned_on' : 'switch.turned_off', { name }));
  }

  return (
    <>
      <WebhookRow
        webhook={webhook}
        controls={
          <>
            <span className="flex w-11 items-center gap-2">
              <Switch
                aria-label={t('row.switch', { name })}
                checked={active.isOn}
                onCheckedChange={turn}
                busy={active.busy}
              />
              <span className="text-xs text-text-muted @3xl:hidden" aria-hidden="true">
                {t(active.isOn ? 'row.active' : 'row.off')}
              </span>
            </span>
            <span className="flex grow items-center justify-end gap-2 @3xl:justify-between">
              <TestButton
                ref={testButton}
                name={name}
                events={webhook.events}
                busy={test.busy}
                onTest={runTest}
              />
              <Menu
                ref={menu}
                size="icon"
                label={t('row.more', { name })}
                trigger={<Ellipsis aria-hidden="true" />}
                entries={[
                  { kind: 'link', id: 'details', label: t('row.details'), href: paths.webhook(webhook.id) },
                  {
                    kind: 'link',
                    id: 'edit',
                    label: t('row.edit'),
                    href: paths.webhook(webhook.id, 'settings'),
                  },
                  {
                    kind: 'action',
                    id: 'copy-url',
                    label: t('row.copy_url'),
                    onSelect: () => void copy(webhook.url),
                  },
                  {
                    kind: 'action',
                    id: 'copy-id',
                    label: t('row.copy_id'),
                    onSelect: () => void copy(webhook.id),
                  },
                  { kind: 'separator', id: 'line' },
                  {
                    kind: 'action',
                    id: 'delete',
                    label: t('row.delete'),
                    danger: true,
                    onSelect: () => setDeleting(true),
                  },
                ]}
              />
            </span>
          </>
        }
      >
        {(active.failure || test.busy || test.failure || test.delivery) && (
          <div className="flex flex-col gap-3">
            <ActionError failure={active.failure} />
            <ActionError failure={test.failure} />
            <TestResult
              test={test}
              webhook={webhook}
              name={name}
              timeoutMs={timeoutMs}
              announce={announce}
              onClosed={() => testButton.current?.focus()}
            />
          </div>
        )}
      </WebhookRow>
      {wasDeleting && (
        <Suspense>
          <DeleteDialog
            webhook={webhook}
            open={isDeleting}
            onOpenChange={setDeleting}
            onDeleted={() => onDeleted(webhook)}
            finalFocus={menu}
          />
        </Suspense>
      )}
    </>
  );
});
