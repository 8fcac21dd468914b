'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Fieldset } from '@/components/ui/fieldset';
import { RadioCard } from '@/components/ui/radio-card';

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
      <RadioCard
        label={t('label')}
        value={source}
        onValueChange={onSourceChange}
        options={SOURCES.map((value) => ({ value, label: t(value), hint: t(`${value}_hint`) }))}
      >
        {source === 'own' && children}
      </RadioCard>
    </Fieldset>
  );
}
