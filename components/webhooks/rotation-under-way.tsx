'use client';

import { useFormatter, useNow, useTranslations } from 'next-intl';
import { useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useClockTime } from '@/components/ui/use-clock-time';
import { useAction } from '@/components/use-action';
import { TestResult } from '@/components/webhooks/test-result';
import { useTestRun } from '@/components/webhooks/use-test-run';
import { cancelRotationAction } from '@/lib/webhooks/actions/cancel-rotation';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { WebhookDto } from '@/lib/webhooks/dtos';

interface RotationUnderWayProps {
  webhook: WebhookDto;
  /** When the old secret ends. */
  until: string;
  newLeads: boolean;
  timeoutMs: number;
  onUndone: () => void;
}

/** Two secrets are in force: which one the receiver takes, how long, a test of the new one, and the way back. */
export function RotationUnderWay({ webhook, until, newLeads, timeoutMs, onUndone }: RotationUnderWayProps) {
  const t = useTranslations('deliveries.rotation');
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  const clockTime = useClockTime();
  const ends = new Date(until);
  const hoursLeft = (ends.getTime() - now.getTime()) / 3_600_000;
  // "Tomorrow" is no countdown.
  const unit = hoursLeft > 48 ? 'day' : hoursLeft >= 1 ? 'hour' : 'minute';
  const left = format.relativeTime(ends, { now, unit });
  const cancel = useAction(cancelRotationAction);
  const test = useTestRun(webhook.id);
  const [wasAccepted, setAccepted] = useState(false);

  async function tryNew() {
    const result = await test.start(undefined, 'new');
    if (result?.ok) setAccepted(result.data.status === 'success');
  }

  async function undo() {
    const result = await cancel.run(webhook.id);
    if (result?.ok) onUndone();
  }

  return (
    <>
      <Notice
        tone={newLeads ? 'success' : 'info'}
        title={t('under_way')}
        actions={
          <>
            <Button size="sm" busy={test.busy} onClick={() => void tryNew()}>
              {t('test')}
            </Button>
            {!newLeads && (
              <Button size="sm" variant="ghost" busy={cancel.busy} onClick={() => void undo()}>
                {t('undo')}
              </Button>
            )}
          </>
        }
      >
        {/* On the page before a test is, so that screen readers tell what it proved. */}
        <p role="status">{t(newLeads ? 'leads' : wasAccepted ? 'tested' : 'waiting')}</p>
        <p className="text-text-muted">{t('until', { time: clockTime(until), left })}</p>
      </Notice>
      <ActionError failure={cancel.failure ?? test.failure} />
      <div role="status" className="@container empty:hidden">
        <TestResult test={test} webhook={webhook} name={webhookName(webhook)} timeoutMs={timeoutMs} />
      </div>
    </>
  );
}
