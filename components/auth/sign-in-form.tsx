'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { useActionState, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod/mini';
import { ActionError } from '@/components/action-error';
import { PasswordInput } from '@/components/auth/password-input';
import { thrownFailure } from '@/components/thrown-failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type SignInState, signInFormAction } from '@/lib/auth/actions/sign-in-form';

/** Messages are keys below `auth`. Whether an address or a password is right is for the server alone to say. */
const signInInput = z.object({
  email: z.string().check(z.trim(), z.minLength(1, { error: 'email_required' })),
  password: z.string().check(z.minLength(1, { error: 'password_required' })),
});

interface SignInFormProps {
  callbackUrl: string | null;
}

/** Signs in and goes on to `callbackUrl`. Works before, and without, JavaScript. */
export function SignInForm({ callbackUrl }: SignInFormProps) {
  const t = useTranslations('auth');
  // The form's own way, by which it works until JavaScript is there; the other one also hears why nobody answered.
  const [before, formAction] = useActionState(signInFormAction, null);
  const [answer, setAnswer] = useState<SignInState>(null);
  const [isPending, startTransition] = useTransition();
  const state = answer ?? before;
  const {
    register,
    handleSubmit,
    formState: { errors },
  } = useForm({
    resolver: zodResolver(signInInput),
    defaultValues: { email: state?.email ?? '', password: '' },
    mode: 'onSubmit',
    reValidateMode: 'onChange',
  });
  const submit = (form: FormData) =>
    startTransition(async () => {
      const email = String(form.get('email'));
      setAnswer(
        await signInFormAction(null, form).catch((error) => ({ error: thrownFailure(error), email })),
      );
    });
  const errorText = (key: string | undefined) =>
    key === 'email_required' || key === 'password_required' ? t(key) : undefined;

  return (
    <form
      action={formAction}
      noValidate
      onSubmit={(event) => {
        const form = new FormData(event.currentTarget);
        void handleSubmit(() => submit(form))(event);
      }}
      className="flex flex-col gap-5"
    >
      <ActionError failure={isPending ? null : (state?.error ?? null)} />
      <input type="hidden" name="callbackUrl" value={callbackUrl ?? ''} />
      <Field label={t('email')} error={errorText(errors.email?.message)}>
        <Input
          {...register('email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          defaultValue={state?.email ?? ''}
        />
      </Field>
      <Field label={t('password')} error={errorText(errors.password?.message)}>
        <PasswordInput {...register('password')} autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={isPending} className="w-full">
        {t('submit')}
      </Button>
    </form>
  );
}
