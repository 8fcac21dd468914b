'use client';

import { useTranslations } from 'next-intl';
import { lazy, Suspense } from 'react';
import type { useTestRun } from '@/components/webhooks/use-test-run';

interface TestResultProps {
  test: ReturnType<typeof useTestRun>;
  webhook: { url: string };
  /** How the page calls the webhook. */
  name: string;
  /** The time limit of an attempt. */
  timeoutMs: number;
  /** Told how the test ended, in one sentence, for a status region that stands elsewhere. */
  announce?: (text: string) => void;
  /** After the answer was closed: what takes the focus back. */
  onClosed?: () => void;
}

// Its words and its diagnosis come while the test is under way; `useTestRun` asks for them as it starts.
const TestAnswer = lazy(() => import('@/components/webhooks/test-answer'));

/** That a test is under way, and then how it ended, at the place where it was started. Needs what TestAnswer needs. */
export function TestResult({ test, webhook, name, timeoutMs, announce, onClosed }: TestResultProps) {
  const t = useTranslations('webhooks.test');
  return (
    <>
      {test.busy && (
        <p className="text-text-muted">{t('waits_up_to', { seconds: Math.round(timeoutMs / 1000) })}</p>
      )}
      {test.delivery && (
        <Suspense>
          <TestAnswer
            delivery={test.delivery}
            webhook={webhook}
            name={name}
            timeoutMs={timeoutMs}
            {...(announce && { announce })}
            onClose={() => {
              test.close();
              onClosed?.();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
