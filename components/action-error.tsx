'use client';

import { useTranslations } from 'next-intl';
import { Notice } from '@/components/ui/notice';
import type { ActionFailure } from '@/lib/action-refusal';

/** Says at the place of the press why it failed. Needs the `errors` messages. */
export function ActionError({ failure, className }: { failure: ActionFailure | null; className?: string }) {
  const t = useTranslations('errors');
  if (!failure) return null;
  return (
    <Notice tone="failure" role="alert" {...(className && { className })}>
      {/* The server's keys are the catalogue's own; error-messages.test.ts holds them to it. */}
      {t(failure.key as Parameters<typeof t>[0], failure.params)}
    </Notice>
  );
}
