'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Fieldset } from '@/components/ui/fieldset';
import { Input } from '@/components/ui/input';
import { RadioCard } from '@/components/ui/radio-card';
import { useAction } from '@/components/use-action';
import { SecretBlanks } from '@/components/webhooks/secret-blanks';
import { rotateSecretAction } from '@/lib/webhooks/actions/rotate-secret';
import type { SecretDto } from '@/lib/webhooks/dtos';

interface RotationFormProps {
  webhookId: string;
  onMade: (made: SecretDto) => void;
  onCancel: () => void;
}

/** Hours for which the old secret stays in force, the advisable one first. */
const OVERLAPS = ['24', '168', '0'] as const;
type Overlap = (typeof OVERLAPS)[number];

/** How long two secrets are in force, and whose the new one is. Needs `deliveries`, `form`, `validation`, `errors`. */
export function RotationForm({ webhookId, onMade, onCancel }: RotationFormProps) {
  const t = useTranslations('deliveries.rotation');
  const tValidation = useTranslations('validation');
  const [overlap, setOverlap] = useState<Overlap>('24');
  const [own, setOwn] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const { run, busy, failure } = useAction(rotateSecretAction);
  const wrong = failure?.fields.find(({ path }) => path[0] === 'secret')?.key;

  // The button that was pressed is gone; the choice in its place takes the keyboard.
  useEffect(
    () => form.current?.querySelector<HTMLElement>('[role="radio"][aria-checked="true"]')?.focus(),
    [],
  );

  async function submit(event: FormEvent) {
    event.preventDefault();
    const result = await run(webhookId, { overlap_hours: Number(overlap), ...(own && { secret: own }) });
    if (result?.ok) onMade(result.data);
    else if (result?.error.fields.length) input.current?.focus();
  }

  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Fieldset legend={t('overlap')}>
        <RadioCard
          label={t('overlap')}
          value={overlap}
          onValueChange={setOverlap}
          options={OVERLAPS.map((value) => ({
            value,
            label: t(`hours.${value}`),
            hint: value === '0' && t('now_hint'),
          }))}
        />
      </Fieldset>
      <Field
        label={t('own')}
        hint={t('own_hint')}
        error={wrong && tValidation(wrong as Parameters<typeof tValidation>[0])}
      >
        <Input
          ref={input}
          value={own}
          onValueChange={setOwn}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
        <SecretBlanks secret={own} />
      </Field>
      {!wrong && <ActionError failure={failure} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {t('start')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t('cancel_form')}
        </Button>
      </div>
    </form>
  );
}
