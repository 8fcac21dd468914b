'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { useFocusHeir } from '@/components/ui/use-focus-heir';
import { useAction } from '@/components/use-action';
import { useOtherSecret } from '@/components/webhooks/use-other-secret';
import { revealSecretAction } from '@/lib/webhooks/actions/reveal-secret';
import { useRotation } from '@/lib/webhooks/queries/rotation';

/** How long a shown secret stays, in milliseconds: long enough to copy by hand, not until somebody walks by. */
const SHOWN_MS = 60_000;
const MASK = '•'.repeat(24);

/**
 * The newest secret, masked; a manager may look, and each look is recorded. It is in no cache, only here while it shows,
 * and for no longer than it is the newest: whoever makes or takes back a new one here gives this another key, and what
 * others do is told by the rotation.
 */
export function SecretSection({ webhookId }: { webhookId: string }) {
  const t = useTranslations('deliveries.settings');
  const action = useAction(revealSecretAction);
  const [secret, setSecret] = useState<string | null>(null);
  const heir = useFocusHeir<HTMLDivElement>();
  const rotation = useRotation(webhookId).data;
  useOtherSecret(rotation?.secret_id, () => setSecret(null));

  useEffect(() => {
    if (secret === null) return;
    const timer = setTimeout(() => setSecret(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [secret]);

  async function show() {
    const result = await action.run(webhookId);
    if (result?.ok) setSecret(result.data.secret);
  }

  return (
    <>
      <div {...heir} className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 grow basis-64 rounded-md bg-surface-sunken px-3.5 py-2 break-all whitespace-pre-wrap">
          {secret ?? (
            <>
              <span aria-hidden="true">{MASK}</span>
              <span className="sr-only">{t('masked')}</span>
            </>
          )}
        </code>
        {secret === null ? (
          <Button size="sm" busy={action.busy} onClick={show}>
            <Eye aria-hidden="true" />
            {t('show')}
          </Button>
        ) : (
          <>
            <Button size="sm" onClick={() => setSecret(null)}>
              <EyeOff aria-hidden="true" />
              {t('hide')}
            </Button>
            <CopyButton value={secret} label={t('copy_secret')}>
              {t('copy')}
            </CopyButton>
          </>
        )}
      </div>
      {secret !== null && rotation?.previous_expires_at && (
        <p className="mt-2 text-text-muted">{t('shown_new')}</p>
      )}
      <ActionError failure={action.failure} className="mt-3" />
    </>
  );
}
