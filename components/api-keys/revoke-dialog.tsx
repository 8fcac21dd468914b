'use client';

import { useTranslations } from 'next-intl';
import { ActionError } from '@/components/action-error';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { useClockTime } from '@/components/ui/use-clock-time';
import { useAction } from '@/components/use-action';
import type { ApiKeyDto } from '@/lib/auth/schemas';
import { revokeApiKeyAction } from '@/lib/webhooks/actions/revoke-api-key';

interface RevokeDialogProps {
  apiKey: ApiKeyDto;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRevoked: () => void;
}

/** Asks before a key is revoked, with whom that stops. Needs `api_keys`, `errors`. */
export function RevokeDialog({ apiKey, open, onOpenChange, onRevoked }: RevokeDialogProps) {
  const t = useTranslations('api_keys.revoke');
  const tCommon = useTranslations('common');
  const clockTime = useClockTime();
  const action = useAction(revokeApiKeyAction);
  const { id, name, prefix, last_used_at } = apiKey;

  async function confirm() {
    const result = await action.run(id);
    if (!result?.ok) return;
    onOpenChange(false);
    onRevoked();
  }

  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { name })}
      confirmLabel={t('confirm')}
      cancelLabel={tCommon('cancel')}
      onConfirm={confirm}
      busy={action.busy}
    >
      <p className="break-words">{t('text', { prefix })}</p>
      <p className="font-medium text-text">
        {last_used_at ? t('last_used', { when: clockTime(last_used_at) }) : t('never_used')}
      </p>
      <ActionError failure={action.failure} />
    </AlertDialog>
  );
}
