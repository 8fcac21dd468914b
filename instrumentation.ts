import type { Instrumentation } from 'next';

/** Next calls this once in each process that serves, before the first request. */
export async function register(): Promise<void> {
  // Also called for the edge runtime, which has no sockets to deliver by.
  // biome-ignore lint/style/noProcessEnv: Next replaces this very expression when it bundles for each runtime
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startWorker } = await import('@/lib/webhooks/services/start-worker');
  startWorker();
}

/** What layout and page both wait for is thrown in each of them. */
const logged = new WeakSet<object>();

/** What a page threw while it was rendered, under the id that the page shows to its reader (Next's digest). */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  // biome-ignore lint/style/noProcessEnv: as above
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  if (error instanceof Error) {
    if (logged.has(error)) return;
    logged.add(error);
  }
  const { logFault } = await import('@/lib/log');
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined;
  logFault(`${request.method} ${context.routePath}`, error, digest);
};
