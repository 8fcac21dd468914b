'use client';

import { useRef, useState } from 'react';
import { signInAgain } from '@/components/sign-in-again';
import type { Result } from '@/lib/result';

/** Why an action did not do what was asked: catalogue keys below `errors` and `validation`. */
export type ActionFailure = Extract<Result<never>, { ok: false }>['error'];

/** When the answer itself did not come: offline, or a server that is just starting. */
const UNANSWERED: ActionFailure = { code: 'unavailable', key: 'unavailable', params: {}, fields: [] };

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
    const result = await action(...args).catch((): Result<T> => ({ ok: false, error: UNANSWERED }));
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
