'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Fieldset } from '@/components/ui/fieldset';
import { Radio, RadioGroup } from '@/components/ui/radio-group';

export type SecretSource = 'generated' | 'own';
const SOURCES: readonly SecretSource[] = ['generated', 'own'];

interface SecretChoiceProps {
  source: SecretSource;
  onSourceChange: (source: SecretSource) => void;
  /** Where an own secret is typed; shown only then. */
  children: ReactNode;
}

/** Whether we make the secret or the manager brings one. Needs the `form` messages. */
export function SecretChoice({ source, onSourceChange, children }: SecretChoiceProps) {
  const t = useTranslations('form.secret');
  return (
    <Fieldset legend={t('label')} hint={t('hint')}>
      <Card>
        <RadioGroup
          value={source}
          onValueChange={onSourceChange}
          aria-label={t('label')}
          className="divide-y divide-border"
        >
          {SOURCES.map((value) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the radio is the control, and renders its input itself
            <label key={value} className="flex cursor-pointer gap-3 px-4 py-3">
              <Radio value={value} className="mt-px" />
              <span>
                <span className="font-medium">{t(value)}</span>
                <span className="block text-text-muted">{t(`${value}_hint`)}</span>
              </span>
            </label>
          ))}
        </RadioGroup>
        {source === 'own' && <div className="px-4 pb-4 pl-[46px]">{children}</div>}
      </Card>
    </Fieldset>
  );
}
