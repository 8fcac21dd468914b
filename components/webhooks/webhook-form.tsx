'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { type FieldErrors, useController, useForm, useWatch } from 'react-hook-form';
import { keepPage } from '@/components/sign-in-again';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useIsHydrated } from '@/components/ui/use-is-hydrated';
import { useAction } from '@/components/use-action';
import { ErrorSummary } from '@/components/webhooks/error-summary';
import { EventChoice } from '@/components/webhooks/event-choice';
import { MaskChoice } from '@/components/webhooks/mask-choice';
import { SaveFailure } from '@/components/webhooks/save-failure';
import { SecretBlanks } from '@/components/webhooks/secret-blanks';
import { SecretChoice, type SecretSource } from '@/components/webhooks/secret-choice';
import { TestAddressButton } from '@/components/webhooks/test-address-button';
import { UnsavedGuard } from '@/components/webhooks/unsaved-guard';
import { useBeginning, type WebhookValues } from '@/components/webhooks/use-beginning';
import type { Result } from '@/lib/result';
import { type CreateWebhookInput, createWebhookInput } from '@/lib/webhooks/schemas';

/** In the order of the page: the first wrong one gets the focus. */
const FIELDS = [
  'url',
  'events',
  'secret',
  'mask',
  'description',
] as const satisfies (keyof CreateWebhookInput)[];
export type WebhookField = (typeof FIELDS)[number];

/**
 * Runs `judge` now, or once the press is over by which a field was left: an error that comes up in between would move
 * the pressed button away from under the pointer, and the press would count for nothing.
 */
function afterPress(judge: () => void): void {
  if (document.querySelector(':is(a, button, label):active'))
    window.addEventListener('pointerup', () => setTimeout(judge), { once: true });
  else judge();
}

/** When what is stored changes: everything that was done here stays, the summary of what is wrong too. */
const FOLLOW = { keepDirtyValues: true, keepDirty: true, keepErrors: true, keepIsSubmitted: true } as const;
/** The form as it is when nothing was done. Without it a reset goes by FOLLOW, and keeps what shall go. */
const ANEW = {
  keepFieldsRef: true,
  keepDirtyValues: false,
  keepDirty: false,
  keepErrors: false,
  keepIsSubmitted: false,
} as const;

interface WebhookFormProps<T> {
  /** As stored. When they change meanwhile, the fields that nobody touched here follow. */
  values: WebhookValues;
  /** A new webhook also gets its secret here; later it is changed in a way of its own. */
  withSecret: boolean;
  /** `seen`: of each field, before it was changed here. */
  save: (input: CreateWebhookInput, seen: WebhookValues) => Promise<Result<T>>;
  /** What was sent counts as unchanged from then on; what was typed meanwhile stays, as a change. */
  onSaved: (data: T) => void;
  /** Beside Save: Cancel, and what became of the last save. */
  aside: (form: { dirty: boolean; reset: () => void }) => ReactNode;
}

/**
 * The form of a webhook, new or known. Everything that is wrong, here or by the server's judgement, stands beside
 * its field and in a summary on top; what was typed stays. Needs `form`, `events`, `validation`, `errors`.
 */
export function WebhookForm<T>({ values, withSecret, save, onSaved, aside }: WebhookFormProps<T>) {
  const t = useTranslations('form');
  const tValidation = useTranslations('validation');
  const [source, setSource] = useState<SecretSource>('generated');
  const form = useForm<CreateWebhookInput>({
    resolver: zodResolver(createWebhookInput),
    values,
    resetOptions: FOLLOW,
    shouldFocusError: false,
  });
  // `dirtyFields` is only kept for whoever asks for it, and `keepDirtyValues` goes by it.
  const { errors, isDirty, isSubmitted, dirtyFields: _ } = form.formState;
  const events = useController({ control: form.control, name: 'events' });
  const mask = useController({ control: form.control, name: 'mask' });
  const ownSecret = useWatch({ control: form.control, name: 'secret' }) ?? '';
  const readOnly = !useIsHydrated();
  const beginning = useBeginning(values, form.getValues);
  const action = useAction(save);
  const [isSignedOut, setSignedOut] = useState(false);
  useEffect(() => (isDirty ? keepPage(() => setSignedOut(true)) : undefined), [isDirty]);
  const errorOf = (field: WebhookField) => {
    const key = errors[field]?.message;
    // Messages of the schemas are keys of the catalogue (error-messages.test.ts).
    return key ? tValidation(key as Parameters<typeof tValidation>[0]) : undefined;
  };

  /**
   * Before the first Save a field is judged once it is left with something in it, and again with each change until it
   * is right; nobody is told of an error that they are about to mend, or of a field that they have not come to.
   */
  const calm = (field: 'url' | 'secret' | 'description') => ({
    onBlur: () => afterPress(() => void (form.getValues(field) && form.trigger(field))),
    onChange: () => void (form.getFieldState(field).error && form.trigger(field)),
  });

  function focusFirst(wrong: FieldErrors<CreateWebhookInput>) {
    const first = FIELDS.find((field) => wrong[field]);
    if (first) form.setFocus(first);
  }

  async function submit(input: CreateWebhookInput) {
    setSignedOut(false);
    const sent = form.getValues();
    const result = await action.run(input, beginning.seen());
    if (result?.ok) {
      // What was changed while it was being saved is not saved yet, and stays.
      form.reset(sent, { ...ANEW, keepValues: true });
      beginning.restart(input);
      onSaved(result.data);
    } else if (result) {
      if (result.error.code === 'conflict')
        beginning.tell(result.error.fields.map(({ path }) => path[0] ?? ''));
      for (const { path, key } of result.error.fields) {
        const field = FIELDS.find((name) => name === path[0]);
        if (field) form.setError(field, { type: 'server', message: key });
      }
      focusFirst(Object.fromEntries(result.error.fields.map(({ path }) => [path[0], true])));
    }
  }

  return (
    <form
      noValidate
      className="flex max-w-[640px] flex-col gap-7"
      onSubmit={form.handleSubmit(submit, focusFirst)}
    >
      <UnsavedGuard dirty={isDirty} />
      <ErrorSummary
        items={FIELDS.flatMap((field) => {
          const error = isSubmitted && errorOf(field);
          return error ? [{ field, label: t(`${field}.label`), error }] : [];
        })}
        onChoose={(field) => form.setFocus(field)}
      />
      <Field label={t('url.label')} hint={t('url.hint')} error={errorOf('url')}>
        <Input
          {...form.register('url', calm('url'))}
          readOnly={readOnly}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          spellCheck={false}
        />
      </Field>
      {withSecret && (
        <TestAddressButton
          onAddress={(url) => form.setValue('url', url, { shouldDirty: true, shouldValidate: true })}
        />
      )}
      <EventChoice
        value={events.field.value}
        onChange={events.field.onChange}
        error={errorOf('events')}
        firstRef={events.field.ref}
      />
      {withSecret && (
        <SecretChoice source={source} onSourceChange={setSource}>
          <Field label={t('secret.own_label')} error={errorOf('secret')}>
            <Input
              {...form.register('secret', { shouldUnregister: true, ...calm('secret') })}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
            <SecretBlanks secret={ownSecret} />
          </Field>
        </SecretChoice>
      )}
      <MaskChoice
        value={mask.field.value ?? []}
        onChange={mask.field.onChange}
        error={errorOf('mask')}
        firstRef={mask.field.ref}
      />
      <Field
        label={t('description.label')}
        hint={t('description.hint')}
        aside={t('optional')}
        error={errorOf('description')}
      >
        <Input
          {...form.register('description', calm('description'))}
          readOnly={readOnly}
          autoComplete="off"
        />
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" busy={action.busy}>
          {t('save')}
        </Button>
        {aside({ dirty: isDirty, reset: () => form.reset(values, ANEW) })}
      </div>
      <SaveFailure failure={action.failure} isSignedOut={isSignedOut} />
    </form>
  );
}
