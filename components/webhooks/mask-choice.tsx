'use client';

import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/checkbox';
import { Fieldset } from '@/components/ui/fieldset';
import { MASKABLE_FIELDS, MASKED_VALUES, type MaskableField } from '@/lib/webhooks/core/mask';

interface MaskChoiceProps {
  value: readonly MaskableField[];
  onChange: (value: MaskableField[]) => void;
  error?: string | undefined;
  /** Of the first box: where focus goes when the server refuses the choice. */
  firstRef: Ref<HTMLElement>;
}

/** What of customers' data the webhook is not to get. Needs the `form` messages. */
export function MaskChoice({ value, onChange, error, firstRef }: MaskChoiceProps) {
  const t = useTranslations('form.mask');
  const tForm = useTranslations('form');
  return (
    <Fieldset
      legend={t('label')}
      hint={t('hint')}
      error={error}
      aside={<span className="text-xs text-text-muted">{tForm('optional')}</span>}
    >
      <Card className="divide-y divide-border">
        {MASKABLE_FIELDS.map((field, index) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the box is the control, and renders its input itself
          <label key={field} className="flex cursor-pointer gap-3 px-4 py-3">
            <Checkbox
              checked={value.includes(field)}
              // In one order, whatever that of the clicks.
              onCheckedChange={(masked) =>
                onChange(
                  MASKABLE_FIELDS.filter((other) => (other === field ? masked : value.includes(other))),
                )
              }
              ref={index === 0 ? firstRef : undefined}
              className="mt-px"
            />
            <span className="min-w-0">
              <span className="font-medium">{t(field)}</span>
              <span className="block text-text-muted">
                {t.rich('sent_as', {
                  value: MASKED_VALUES[field],
                  code: (words) => <code className="wrap-anywhere">{words}</code>,
                })}
              </span>
            </span>
          </label>
        ))}
      </Card>
    </Fieldset>
  );
}
