/** Lets nothing else on this thread run for `ms`, as when its process is stopped or its machine paused. */
export function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
