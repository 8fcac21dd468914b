import { AuthError, CredentialsSignin } from '@auth/core/errors';
import { redirect } from 'next/navigation';
import { publicAction } from '@/lib/auth/action-guard';
import { SignInRefused } from '@/lib/auth/auth-config';
import { safeCallbackPath } from '@/lib/auth/callback-url';
import { signIn } from '@/lib/auth/next-auth';
import { AppError } from '@/lib/errors';
import type { Result } from '@/lib/result';

/**
 * What the form's action does; not an action itself. Signs in by e-mail address and password, and goes on to
 * `callbackUrl`. Answers only when that failed: `errors.sign_in_wrong` for whoever it was, or why nobody can sign in now.
 */
export async function signInAction(given: {
  email: string;
  password: string;
  callbackUrl?: string | null;
}): Promise<Result<never>> {
  return publicAction('signInAction', async () => {
    const { email, password, callbackUrl } = given;
    try {
      await signIn('credentials', { email: String(email), password: String(password), redirect: false });
    } catch (error) {
      if (error instanceof SignInRefused) throw error.refusal;
      if (error instanceof CredentialsSignin) throw new AppError('unauthenticated', { key: 'sign_in_wrong' });
      // next-auth wraps what its callbacks threw; the database being away is to be told as such.
      throw error instanceof AuthError ? (error.cause?.err ?? error) : error;
    }
    redirect(safeCallbackPath(callbackUrl));
  });
}
