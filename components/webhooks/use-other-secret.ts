import { useEffect, useEffectEvent, useRef } from 'react';

/**
 * Calls `hide` as soon as another secret than before is the newest: what is shown of it is in force no longer.
 * @param newestId null or absent while it is not known; what is learnt then changes nothing
 */
export function useOtherSecret(newestId: string | null | undefined, hide: () => void): void {
  const last = useRef(newestId);
  const onOther = useEffectEvent(hide);
  useEffect(() => {
    const before = last.current;
    last.current = newestId;
    if (before && newestId && before !== newestId) onOther();
  }, [newestId]);
}
