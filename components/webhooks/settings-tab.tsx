'use client';

import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import DeleteDialog from '@/components/webhooks/delete-dialog';
import { RotationSection } from '@/components/webhooks/rotation-section';
import { SecretSection } from '@/components/webhooks/secret-section';
import { TurnOffSection } from '@/components/webhooks/turn-off-section';
import type { WebhookValues } from '@/components/webhooks/use-beginning';
import { WebhookForm } from '@/components/webhooks/webhook-form';
import { paths } from '@/lib/paths';
import { updateWebhookAction } from '@/lib/webhooks/actions/update-webhook';
import { changedFields } from '@/lib/webhooks/core/webhook-edit';
import { keepWebhook, webhookKey } from '@/lib/webhooks/queries/keep-webhook';
import { useWebhook } from '@/lib/webhooks/queries/use-webhook';
import { webhooksQuery } from '@/lib/webhooks/queries/webhooks';
import type { CreateWebhookInput } from '@/lib/webhooks/schemas';

interface SettingsTabProps {
  webhookId: string;
  mayChange: boolean;
  /** The time limit of an attempt. */
  timeoutMs: number;
  onDeleted: () => void;
}

/** All that can be changed of a webhook. Others than managers read why they cannot. */
export function SettingsTab({ webhookId, mayChange, timeoutMs, onDeleted }: SettingsTabProps) {
  const t = useTranslations('deliveries.settings');
  const { data: webhook } = useWebhook(webhookId);
  const [isDeleting, setDeleting] = useState(false);
  // How often the secret was changed here: what was shown before is none any more.
  const [secretsSince, setSecretsSince] = useState(0);
  const deleteButton = useRef<HTMLButtonElement>(null);
  if (!mayChange) return <Notice>{t('reader')}</Notice>;
  return (
    <div className="flex max-w-[640px] flex-col gap-10">
      <section aria-label={t('edit_title')}>
        <EditForm webhookId={webhookId} />
      </section>
      <Section title={t('secret_title')} hint={t('secret_hint')}>
        <SecretSection key={secretsSince} webhookId={webhookId} />
        <RotationSection
          webhook={webhook}
          timeoutMs={timeoutMs}
          onChanged={() => setSecretsSince((count) => count + 1)}
        />
        <p className="mt-3">
          <Link href={paths.guide()} className="rounded-sm underline">
            {t('guide')}
          </Link>
        </p>
      </Section>
      <Section title={t('danger_title')}>
        <Card className="divide-y divide-border *:p-5">
          <TurnOffSection webhook={webhook} />
          <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
            <div className="min-w-0 grow basis-72">
              <h3 className="font-medium">{t('delete_title')}</h3>
              <p className="mt-0.5 text-text-muted">{t('delete_text')}</p>
            </div>
            <Button
              ref={deleteButton}
              className="text-failure hover:text-failure"
              onClick={() => setDeleting(true)}
            >
              {t('delete')}
            </Button>
          </div>
        </Card>
        <DeleteDialog
          webhook={webhook}
          open={isDeleting}
          onOpenChange={setDeleting}
          onDeleted={onDeleted}
          finalFocus={deleteButton}
        />
      </Section>
    </div>
  );
}

function EditForm({ webhookId }: { webhookId: string }) {
  const t = useTranslations('form');
  const client = useQueryClient();
  const { data: webhook } = useWebhook(webhookId);
  const [isSaved, setSaved] = useState(false);
  const { url, events, mask, description } = webhook;
  const stored = { url, events, mask, description };

  /** Only what was changed here; what somebody else changed meanwhile is shown before it can be overwritten. */
  async function save({ url, events, mask = [], description = '' }: CreateWebhookInput, seen: WebhookValues) {
    const changed = changedFields(stored, { url, events, mask, description });
    if (Object.keys(changed).length === 0) return { ok: true as const, data: webhook };
    const result = await updateWebhookAction(webhookId, changed, seen);
    if (!result.ok && (result.error.code === 'conflict' || result.error.code === 'not_found'))
      await client.refetchQueries({ queryKey: webhookKey(webhookId) });
    return result;
  }

  return (
    <WebhookForm
      values={stored}
      withSecret={false}
      save={save}
      onSaved={(changed) => {
        keepWebhook(client, changed);
        void client.invalidateQueries({ queryKey: webhooksQuery().queryKey });
        setSaved(true);
      }}
      aside={({ dirty, reset }) => (
        <>
          {dirty && (
            <Button variant="ghost" onClick={reset}>
              {t('cancel')}
            </Button>
          )}
          <span role="status" className="text-success">
            {isSaved && !dirty && t('saved')}
          </span>
        </>
      )}
    />
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="font-medium">{title}</h2>
      {hint && <p className="mt-0.5 text-text-muted">{hint}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
