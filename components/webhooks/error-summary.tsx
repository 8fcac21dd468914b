'use client';

import { useTranslations } from 'next-intl';
import { ActionError } from '@/components/action-error';
import { Notice } from '@/components/ui/notice';
import type { ActionFailure } from '@/lib/action-refusal';

interface ErrorSummaryProps<F extends string> {
  items: readonly { field: F; label: string; error: string }[];
  /** Why saving failed for another reason than a field. */
  failure: ActionFailure | null;
  onChoose: (field: F) => void;
}

/** All that is wrong with a form, on top of it; each line leads to its field. Needs `form` and `errors`. */
export function ErrorSummary<F extends string>({ items, failure, onChoose }: ErrorSummaryProps<F>) {
  const t = useTranslations('form');
  if (items.length === 0) return failure && failure.fields.length === 0 && <ActionError failure={failure} />;
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
