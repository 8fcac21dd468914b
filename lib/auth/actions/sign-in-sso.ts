'use server';

import { redirect } from 'next/navigation';
import { publicAction } from '@/lib/auth/action-guard';
import { SSO_PROVIDER, ssoConfigured } from '@/lib/auth/auth-config';
import { safeCallbackPath } from '@/lib/auth/callback-url';
import { signIn } from '@/lib/auth/next-auth';
import { AppError } from '@/lib/errors';
import type { Result } from '@/lib/result';

/** Goes to the identity provider, and from there to `callbackUrl`. Answers only when there is none (`not_found`) or it is away. */
export async function signInSsoAction(callbackUrl?: string | null): Promise<Result<never>> {
  return publicAction('signInSsoAction', async () => {
    if (!ssoConfigured()) throw new AppError('not_found');
    const to = await signIn(SSO_PROVIDER, { redirect: false, redirectTo: safeCallbackPath(callbackUrl) });
    redirect(String(to));
  });
}
