import { env } from '@/lib/env';
import { engine } from '@/lib/webhooks/engine/engine';

/** Starts this process's delivery worker, unless DELIVERY_WORKER is off. Whoever started the process stops the engine. */
export function startWorker(): void {
  if (env().DELIVERY_WORKER === 'on') engine().start();
}
