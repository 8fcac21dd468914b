'use client';

import { useNow } from 'next-intl';
import { useEffect, useState } from 'react';

/** Timers cannot be set for longer, in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** A now for the question whether `at` (ISO time) has come: it moves on as that comes. The first render has the server's. */
export function useNowPast(at: string | null): Date {
  const written = useNow();
  const [reached, setReached] = useState(written);
  useEffect(() => {
    if (at === null) return;
    const ms = Date.parse(at) - Date.now();
    if (ms > TIMER_MAX_MS) return;
    // Timers end in whole milliseconds, some of them a part of one too early.
    const timer = setTimeout(() => setReached(new Date()), Math.max(ms, 0) + 1);
    return () => clearTimeout(timer);
  }, [at]);
  return reached;
}
