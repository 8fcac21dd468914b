'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Fieldset } from '@/components/ui/fieldset';
import { Input } from '@/components/ui/input';
import { Radio, RadioGroup } from '@/components/ui/radio-group';
import { useAction } from '@/components/use-action';
import { ActionError } from '@/components/webhooks/action-error';
import { rotateSecretAction } from '@/lib/webhooks/actions/rotate-secret';

interface RotationFormProps {
  webhookId: string;
  onMade: (secret: string) => void;
  onCancel: () => void;
}

/** Hours for which the old secret stays in force, the advisable one first. */
const OVERLAPS = ['24', '168', '0'] as const;
type Overlap = (typeof OVERLAPS)[number];

/** How long two secrets are in force, and whose the new one is. Needs `deliveries`, `validation`, `errors`. */
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
    if (result?.ok) onMade(result.data.secret);
    else if (result?.error.fields.length) input.current?.focus();
  }

  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Fieldset legend={t('overlap')}>
        <Card>
          <RadioGroup
            value={overlap}
            onValueChange={setOverlap}
            aria-label={t('overlap')}
            className="divide-y divide-border"
          >
            {OVERLAPS.map((value) => (
              // biome-ignore lint/a11y/noLabelWithoutControl: the radio is the control, and renders its input itself
              <label key={value} className="flex cursor-pointer gap-3 px-4 py-3">
                <Radio value={value} className="mt-px" />
                <span>
                  <span className="font-medium">{t(`hours.${value}`)}</span>
                  {value === '0' && <span className="block text-text-muted">{t('now_hint')}</span>}
                </span>
              </label>
            ))}
          </RadioGroup>
        </Card>
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
