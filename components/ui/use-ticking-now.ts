'use client';

import { useNow } from 'next-intl';
import { useSyncExternalStore } from 'react';

/** How often relative times move on, in milliseconds. */
const TICK_MS = 15_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let ticked: Date | null = null;

function tick() {
  ticked = new Date();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    timer = setInterval(tick, TICK_MS);
    // Nobody asked for a while.
    if (ticked && Date.now() - ticked.getTime() > TICK_MS) tick();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, to the quarter of a minute: one clock for every time on the page. The first render has the `now` of the server. */
export function useTickingNow(): Date {
  const written = useNow();
  return useSyncExternalStore(
    subscribe,
    () => ticked ?? written,
    () => written,
  );
}
