/** Next calls this once in each process that serves, before the first request. */
export async function register(): Promise<void> {
  // Also called for the edge runtime, which has no sockets to deliver by.
  // biome-ignore lint/style/noProcessEnv: Next replaces this very expression when it bundles for each runtime
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startWorker } = await import('@/lib/webhooks/services/start-worker');
  startWorker();
}
