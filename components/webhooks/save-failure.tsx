'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { signInHref } from '@/components/sign-in-again';
import { Notice } from '@/components/ui/notice';
import type { ActionFailure } from '@/lib/action-refusal';

interface SaveFailureProps {
  /** Of the last save. What fields are at fault for stands beside those. */
  failure: ActionFailure | null;
  /** The session ended, and nothing can be saved before somebody signs in. */
  isSignedOut: boolean;
}

/** Why a form could not be saved, beside its button and brought into sight. Needs `form` and `errors`. */
export function SaveFailure({ failure, isSignedOut }: SaveFailureProps) {
  const t = useTranslations('form');
  const tErrors = useTranslations('errors');
  const box = useRef<HTMLDivElement>(null);
  const shown = isSignedOut || (failure?.fields.length === 0 && failure);
  useEffect(() => {
    if (shown) box.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  if (!shown) return null;
  return (
    <Notice ref={box} tone="failure" role="alert" className="-mt-3 scroll-mb-4">
      {isSignedOut
        ? t.rich('signed_out', {
            link: (words) => (
              <a href={signInHref()} target="_blank" rel="noopener" className="font-medium underline">
                {words}
              </a>
            ),
          })
        : /* The server's keys are the catalogue's own; error-messages.test.ts holds them to it. */
          failure && tErrors(failure.key as Parameters<typeof tErrors>[0], failure.params)}
    </Notice>
  );
}
