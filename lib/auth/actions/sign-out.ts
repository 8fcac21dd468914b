'use server';

import { redirect } from 'next/navigation';
import { publicAction } from '@/lib/auth/action-guard';
import { SIGN_IN_PATH } from '@/lib/auth/callback-url';
import { signOut } from '@/lib/auth/next-auth';
import { SIGN_OUT_INCOMPLETE } from '@/lib/auth/sign-in-notice';
import type { Result } from '@/lib/result';

/** Ends the session and goes to the sign-in page, which says so when only this browser could be signed out. */
export async function signOutAction(): Promise<Result<never>> {
  return publicAction('signOutAction', async () => {
    const isOver = await signOut();
    redirect(isOver ? SIGN_IN_PATH : `${SIGN_IN_PATH}?error=${SIGN_OUT_INCOMPLETE}`);
  });
}
