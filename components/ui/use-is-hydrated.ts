'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** Whether scripts have taken over what the server wrote. What is typed into a field before that would be lost. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
