import { CircleCheck, CirclePause } from 'lucide-react';
import { useTranslations } from 'next-intl';

/** Whether a webhook is active, for those who cannot change it. Needs `webhooks`. */
export function OnOrOff({ enabled }: { enabled: boolean }) {
  const t = useTranslations('webhooks.row');
  const Icon = enabled ? CircleCheck : CirclePause;
  return (
    <span className="flex items-center gap-1.5">
      <Icon className="size-4 text-text-muted" aria-hidden="true" />
      {t(enabled ? 'active' : 'off')}
    </span>
  );
}
