'use server';

import { signInAction } from '@/lib/auth/actions/sign-in';
import type { Result } from '@/lib/result';

/** Why the last try failed, and the e-mail address of it, which the form shows again; null before the first. */
export type SignInState = { error: Extract<Result<never>, { ok: false }>['error']; email: string } | null;

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** {@link signInAction} as the target of a form, so that signing in needs no JavaScript. */
export async function signInFormAction(_before: SignInState, form: FormData): Promise<SignInState> {
  const email = text(form, 'email');
  const result = await signInAction({
    email,
    password: text(form, 'password'),
    callbackUrl: text(form, 'callbackUrl') || null,
  });
  return result.ok ? null : { error: result.error, email };
}
