'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { createContext, useCallback, useContext, useDeferredValue, useMemo } from 'react';
import { paths } from '@/lib/paths';

/** In the state of a history entry: the list lies right before it, so closing goes back there. */
interface EntryState {
  openedFromList?: boolean;
}

/**
 * Which delivery of a webhook the address shows over its list, and the ways between them. The list stays as it is:
 * the address changes without a new page, and leads to the same sight when it is loaded anew.
 */
export function useShownDelivery(webhookId: string) {
  const pathname = usePathname();
  // Deferred: the links of fifty rows change with it, and need not before anything else that does.
  const search = useDeferredValue(useSearchParams().toString());
  const hrefOf = useCallback(
    (id: string) => `${paths.delivery(webhookId, id)}${search && `?${search}`}`,
    [search, webhookId],
  );
  const ways = useMemo(() => waysOf(webhookId), [webhookId]);
  return {
    shownId: /\/deliveries\/([0-9a-f-]{36})$/i.exec(pathname)?.[1]?.toLowerCase() ?? null,
    hrefOf,
    ...ways,
  };
}

function waysOf(webhookId: string) {
  const address = (path: string) => `${path}${window.location.search}`;
  const addressOf = (id: string) => address(paths.delivery(webhookId, id));
  // Next adds its own part to a state that has none.
  const stateNow = () => window.history.state as EntryState | null;
  const state = (openedFromList: boolean): EntryState => ({ openedFromList });
  return {
    open: (id: string) => window.history.pushState(state(true), '', addressOf(id)),
    /** To another one, in the place of the one that is shown. */
    move: (id: string) =>
      window.history.replaceState(state(stateNow()?.openedFromList ?? false), '', addressOf(id)),
    close: () => {
      if (stateNow()?.openedFromList) window.history.back();
      else window.history.replaceState(state(false), '', address(paths.webhook(webhookId)));
    },
  };
}

/** How links below a list of deliveries open them over it. */
export interface DeliveryOpener {
  hrefOf: (id: string) => string;
  open: (id: string) => void;
  /** Fetches what opening needs, as soon as somebody reaches for a link. */
  preload: () => void;
}

/** Null outside of such a list. */
export const DeliveryOpenerContext = createContext<DeliveryOpener | null>(null);

export function useDeliveryOpener(): DeliveryOpener | null {
  return useContext(DeliveryOpenerContext);
}
