'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { useFocusHeir } from '@/components/ui/use-focus-heir';
import { RotationForm } from '@/components/webhooks/rotation-form';
import { RotationUnderWay } from '@/components/webhooks/rotation-under-way';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import { rotationQuery, useRotation } from '@/lib/webhooks/queries/rotation';

interface RotationSectionProps {
  webhook: WebhookDto;
  /** The time limit of an attempt. */
  timeoutMs: number;
}

/** A new secret: made, shown once, and how far the change to it is. Needs `deliveries`, `errors` and what TestAnswer needs. */
export function RotationSection({ webhook, timeoutMs }: RotationSectionProps) {
  const t = useTranslations('deliveries.rotation');
  const client = useQueryClient();
  const { data } = useRotation(webhook.id);
  const [isAsking, setAsking] = useState(false);
  // In this component's memory alone.
  const [made, setMade] = useState<string | null>(null);
  const [wasUndone, setUndone] = useState(false);
  const heir = useFocusHeir<HTMLDivElement>();
  const refresh = () => client.invalidateQueries({ queryKey: rotationQuery(webhook.id).queryKey });

  return (
    <div {...heir} className="mt-5 flex flex-col gap-4">
      {data?.previous_expires_at && (
        <RotationUnderWay
          webhook={webhook}
          until={data.previous_expires_at}
          newLeads={data.new_leads}
          timeoutMs={timeoutMs}
          onUndone={() => {
            setMade(null);
            setUndone(true);
            void refresh();
          }}
        />
      )}
      {made && (
        <div>
          <h3 tabIndex={-1} className="font-medium outline-none">
            {t('made')}
          </h3>
          <p className="mt-0.5 text-text-muted">{t('made_hint')}</p>
          <div className="mt-2 flex flex-wrap items-center gap-2">
            <code className="min-w-0 grow basis-64 rounded-md bg-surface-sunken px-3.5 py-2 break-all">
              {made}
            </code>
            <CopyButton value={made} label={t('made')} />
          </div>
        </div>
      )}
      <p role="status" className="text-success empty:hidden">
        {wasUndone && t('undone')}
      </p>
      {isAsking ? (
        <RotationForm
          webhookId={webhook.id}
          onCancel={() => setAsking(false)}
          onMade={(secret) => {
            setMade(secret);
            setAsking(false);
            setUndone(false);
            void refresh();
          }}
        />
      ) : (
        !data?.previous_expires_at && (
          <div>
            <p className="mb-2 text-text-muted">{t('hint')}</p>
            <Button onClick={() => setAsking(true)}>{t('action')}</Button>
          </div>
        )
      )}
    </div>
  );
}
