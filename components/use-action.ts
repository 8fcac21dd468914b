'use client';

import { useRef, useState } from 'react';
import { signInAgain } from '@/components/sign-in-again';
import { thrownFailure } from '@/components/thrown-failure';
import type { ActionFailure } from '@/lib/action-refusal';
import type { Result } from '@/lib/result';

/**
 * A server action for a button: whether it runs, how it failed last, and never twice at once (`run` then answers
 * null). An ended session leads to the sign-in page.
 */
export function useAction<A extends unknown[], T>(action: (...args: A) => Promise<Result<T>>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  // A state would still be the old one in a second click of the same frame.
  const running = useRef(false);

  async function run(...args: A): Promise<Result<T> | null> {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setFailure(null);
    const result = await action(...args).catch(
      (error: unknown): Result<T> => ({ ok: false, error: thrownFailure(error) }),
    );
    running.current = false;
    setBusy(false);
    if (!result.ok) {
      if (result.error.code === 'unauthenticated') signInAgain();
      setFailure(result.error);
    }
    return result;
  }

  return { run, busy, failure, clearFailure: () => setFailure(null) };
}
