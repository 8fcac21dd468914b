'use client';

import { isServer, notifyManager, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { signInAgain } from '@/components/sign-in-again';
import { ApiError } from '@/lib/webhooks/queries/fetch-json';

// An answer is shown at once; by default it waits in the line of timers, behind whatever else the page is busy with.
notifyManager.setScheduler(queueMicrotask);

const RETRIES = 2;
/** What the server put into the page counts as fresh for as long as hydration may take on a slow machine. */
const FRESH_MS = 10_000;

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.code === 'unauthenticated') signInAgain();
      },
    }),
    defaultOptions: {
      queries: {
        // Without a network asking fails at once, and a page says that it is not up to date; by default it would wait in silence.
        networkMode: 'always',
        staleTime: FRESH_MS,
        // Only what may pass by itself is worth another try; a refusal stays one.
        retry: (failures, error) =>
          error instanceof ApiError && error.code === 'unavailable' && failures < RETRIES,
      },
    },
  });
}

let kept: { owner: string; client: QueryClient } | undefined;

function queryClient(owner: string): QueryClient {
  // On the server one client a request, so that no organisation's answers meet another's.
  if (isServer) return makeQueryClient();
  // The module outlives a sign-out, so the next person in this tab starts with nothing of the last one's.
  if (kept?.owner !== owner) kept = { owner, client: makeQueryClient() };
  return kept.client;
}

/** The one query client of the panel, for as long as `owner` (the id of who is signed in) stays the same. */
export function QueryProvider({ owner, children }: { owner: string; children: ReactNode }) {
  return <QueryClientProvider client={queryClient(owner)}>{children}</QueryClientProvider>;
}
