'use client';

import { useTimeZone } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { DEFAULT_TIME_ZONE } from '@/lib/i18n/time-zone';

const never = () => () => {};
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || DEFAULT_TIME_ZONE;

/** The viewer's zone. The first render repeats what the server wrote; the browser's own follows at once where they differ. */
export function useViewerTimeZone(): string {
  const written = useTimeZone() ?? DEFAULT_TIME_ZONE;
  return useSyncExternalStore(never, ownZone, () => written);
}
