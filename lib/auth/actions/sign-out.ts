'use server';

import { redirect } from 'next/navigation';
import { publicAction } from '@/lib/auth/action-guard';
import { SIGN_IN_PATH } from '@/lib/auth/callback-url';
import { signOut } from '@/lib/auth/next-auth';
import type { Result } from '@/lib/result';

/** Takes the session cookie away and goes to the sign-in page. */
export async function signOutAction(): Promise<Result<never>> {
  return publicAction('signOutAction', async () => {
    await signOut({ redirect: false });
    redirect(SIGN_IN_PATH);
  });
}
