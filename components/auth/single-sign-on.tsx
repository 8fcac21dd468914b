'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useErrorText } from '@/components/use-error-text';
import { signInSsoAction } from '@/lib/auth/actions/sign-in-sso';
import type { Result } from '@/lib/result';

interface SingleSignOnProps {
  callbackUrl: string | null;
}

/** Signs in with the company's identity provider, which is another site. */
export function SingleSignOn({ callbackUrl }: SingleSignOnProps) {
  const t = useTranslations('auth');
  const errorText = useErrorText();
  const [result, submit, isPending] = useActionState<Result<never> | null>(
    () => signInSsoAction(callbackUrl),
    null,
  );
  return (
    <form action={submit} className="flex flex-col gap-4">
      {result && !result.ok && !isPending && (
        <Notice tone="failure" role="alert">
          {errorText(result.error)}
        </Notice>
      )}
      <Button type="submit" size="lg" busy={isPending} className="w-full">
        <KeyRound aria-hidden="true" />
        {t('sso')}
      </Button>
    </form>
  );
}
