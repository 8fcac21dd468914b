/** Asks for a script before it is needed. That it cannot be had is told where it is needed. */
export function preload(load: () => Promise<unknown>): void {
  load().catch(() => undefined);
}
