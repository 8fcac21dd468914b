import { EyeOff } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { MaskableField } from '@/lib/webhooks/core/mask';

/** Which of customers' data is masked; nothing where none is. Every page has its words. */
export function MaskNote({ mask, className }: { mask: readonly MaskableField[]; className?: string }) {
  const t = useTranslations('common.mask');
  const format = useFormatter();
  if (mask.length === 0) return null;
  const fields = format.list(
    mask.map((field) => t(field)),
    { type: 'conjunction' },
  );
  return (
    <p className={cn('flex gap-1.5 text-xs text-text-muted', className)}>
      <EyeOff className="size-4 shrink-0" aria-hidden="true" />
      {t('note', { fields })}
    </p>
  );
}
