'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Fieldset } from '@/components/ui/fieldset';
import { Input } from '@/components/ui/input';
import { RadioCard } from '@/components/ui/radio-card';
import { useAction } from '@/components/use-action';
import type { ApiKeyDto } from '@/lib/auth/schemas';
import { createApiKeyAction } from '@/lib/webhooks/actions/create-api-key';
import { API_KEY_SCOPES, type ApiKeyScope } from '@/lib/webhooks/core/plan';

interface NewApiKeyProps {
  onCreated: (created: { apiKey: ApiKeyDto; key: string }) => void;
  onCancel: () => void;
}

/** The form of a key. What the server refuses stands beside its field; what was typed stays. */
export function NewApiKey({ onCreated, onCancel }: NewApiKeyProps) {
  const t = useTranslations('api_keys');
  const tValidation = useTranslations('validation');
  const [name, setName] = useState('');
  const [scope, setScope] = useState<ApiKeyScope>('supervisor');
  const nameInput = useRef<HTMLInputElement>(null);
  const action = useAction(createApiKeyAction);
  const wrongName = action.failure?.fields.find(({ path }) => path[0] === 'name')?.key;

  // The button that opened the form is gone.
  useEffect(() => nameInput.current?.focus(), []);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const result = await action.run({ name, scope });
    if (result?.ok) onCreated(result.data);
    else if (result) nameInput.current?.focus();
  }

  return (
    <Card className="mb-6 p-5">
      <form
        noValidate
        aria-labelledby="new-api-key"
        className="flex max-w-[560px] flex-col gap-6"
        onSubmit={submit}
      >
        <h2 id="new-api-key" className="-mb-2 text-xl font-semibold">
          {t('form.title')}
        </h2>
        {action.failure && action.failure.fields.length === 0 && <ActionError failure={action.failure} />}
        <Field
          label={t('form.name')}
          hint={t('form.name_hint')}
          // Messages of the schemas are keys of the catalogue (error-messages.test.ts).
          error={wrongName && tValidation(wrongName as Parameters<typeof tValidation>[0])}
        >
          <Input ref={nameInput} value={name} onValueChange={setName} autoComplete="off" />
        </Field>
        <Fieldset legend={t('form.scope')}>
          <RadioCard
            label={t('form.scope')}
            value={scope}
            onValueChange={setScope}
            options={[...API_KEY_SCOPES].reverse().map((value) => ({
              value,
              label: t(`scope.${value}`),
              hint: t(`scope.${value}_hint`),
            }))}
          />
        </Fieldset>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={action.busy}>
            {t('form.save')}
          </Button>
          <Button variant="ghost" onClick={onCancel}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
