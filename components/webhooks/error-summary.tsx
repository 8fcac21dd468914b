'use client';

import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';

interface ErrorSummaryProps<F extends string> {
  items: readonly { field: F; label: string; error: string }[];
  onChoose: (field: F) => void;
}

/** All that is wrong with a form, on top of it; each line leads to its field. Needs `form`. */
export function ErrorSummary<F extends string>({ items, onChoose }: ErrorSummaryProps<F>) {
  const t = useTranslations('form');
  if (items.length === 0) return null;
  return (
    <Notice tone="failure" title={t('summary', { count: items.length })}>
      <ul className="mt-1 list-disc pl-4">
        {items.map(({ field, label, error }) => (
          <li key={field} className="min-h-6">
            <button
              type="button"
              className="min-h-6 rounded-sm text-left align-top underline pointer-coarse:min-h-11"
              onClick={() => onChoose(field)}
            >
              {`${label}: ${error}`}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
