'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { useFocusHeir } from '@/components/ui/use-focus-heir';
import { RotationForm } from '@/components/webhooks/rotation-form';
import { RotationUnderWay } from '@/components/webhooks/rotation-under-way';
import { useOtherSecret } from '@/components/webhooks/use-other-secret';
import type { SecretDto, WebhookDto } from '@/lib/webhooks/dtos';
import { rotationQuery, useRotation } from '@/lib/webhooks/queries/rotation';

interface RotationSectionProps {
  webhook: WebhookDto;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Another secret than before is the newest. */
  onChanged: () => void;
}

/** A new secret: made, shown once, and how far the change to it is. Needs `deliveries`, `errors` and what TestAnswer needs. */
export function RotationSection({ webhook, timeoutMs, onChanged }: RotationSectionProps) {
  const t = useTranslations('deliveries.rotation');
  const client = useQueryClient();
  const { data } = useRotation(webhook.id);
  const [isAsking, setAsking] = useState(false);
  // In this component's memory alone.
  const [made, setMade] = useState<SecretDto | null>(null);
  const [wasUndone, setUndone] = useState(false);
  const heir = useFocusHeir<HTMLDivElement>();

  const until = data?.previous_expires_at;
  // Somebody took it back elsewhere, or made another one.
  useOtherSecret(data?.secret_id, () => setMade(null));

  function changed(secret: SecretDto | null) {
    setMade(secret);
    if (secret) setAsking(false);
    setUndone(secret === null);
    onChanged();
    const { queryKey } = rotationQuery(webhook.id);
    // Known at once; of the id it is known that it is another, and the answer hides nothing that is shown from here on.
    client.setQueryData(queryKey, {
      secret_id: null,
      previous_expires_at: secret?.previous_expires_at ?? null,
      new_leads: false,
    });
    void client.invalidateQueries({ queryKey });
  }

  return (
    <div {...heir} className="mt-5 flex flex-col gap-4">
      {data && until && (
        <RotationUnderWay
          webhook={webhook}
          until={until}
          newLeads={data.new_leads}
          timeoutMs={timeoutMs}
          onUndone={() => changed(null)}
        />
      )}
      {/* What is made takes the place of the form, before what else has come with it. */}
      <div data-place className="flex flex-col gap-4">
        {made && (
          <div>
            <h3 tabIndex={-1} className="font-medium outline-none">
              {t('made')}
            </h3>
            <p className="mt-0.5 text-text-muted">
              {t(made.previous_expires_at ? 'made_hint' : 'made_hint_alone')}
            </p>
            <div className="mt-2 flex flex-wrap items-center gap-2">
              <code className="min-w-0 grow basis-64 rounded-md bg-surface-sunken px-3.5 py-2 break-all whitespace-pre-wrap">
                {made.secret}
              </code>
              <CopyButton value={made.secret} label={t('made')} />
            </div>
          </div>
        )}
        <p role="status" className="text-success empty:hidden">
          {wasUndone && t('undone')}
        </p>
        {isAsking ? (
          <RotationForm webhookId={webhook.id} onCancel={() => setAsking(false)} onMade={changed} />
        ) : (
          !until && (
            <div>
              <p className="mb-2 text-text-muted">{t('hint')}</p>
              <Button onClick={() => setAsking(true)}>{t('action')}</Button>
            </div>
          )
        )}
      </div>
    </div>
  );
}
