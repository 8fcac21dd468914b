'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { ActionError } from '@/components/action-error';
import { thrownFailure } from '@/components/thrown-failure';
import { Button } from '@/components/ui/button';
import { signInSsoAction } from '@/lib/auth/actions/sign-in-sso';
import type { Result } from '@/lib/result';

interface SingleSignOnProps {
  callbackUrl: string | null;
}

/** Signs in with the company's identity provider, which is another site. */
export function SingleSignOn({ callbackUrl }: SingleSignOnProps) {
  const t = useTranslations('auth');
  const [result, submit, isPending] = useActionState<Result<never> | null>(
    () =>
      signInSsoAction(callbackUrl).catch(
        (error: unknown): Result<never> => ({ ok: false, error: thrownFailure(error) }),
      ),
    null,
  );
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ActionError failure={result && !result.ok && !isPending ? result.error : null} />
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        <KeyRound aria-hidden="true" />
        {t('sso')}
      </Button>
    </form>
  );
}
