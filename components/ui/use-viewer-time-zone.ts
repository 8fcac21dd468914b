'use client';

import { useTimeZone } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { DEFAULT_TIME_ZONE } from '@/lib/i18n/time-zone';

const never = () => () => {};
let known: string | undefined;

/** Asked once: every time on a page is written with it, and asking is a tenth of a millisecond each. */
function ownZone(): string {
  known ??= Intl.DateTimeFormat().resolvedOptions().timeZone || DEFAULT_TIME_ZONE;
  return known;
}

/** The viewer's zone. The first render repeats what the server wrote; the browser's own follows at once where they differ. */
export function useViewerTimeZone(): string {
  const written = useTimeZone() ?? DEFAULT_TIME_ZONE;
  return useSyncExternalStore(never, ownZone, () => written);
}
