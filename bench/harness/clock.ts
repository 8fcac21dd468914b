/** Milliseconds on the machine's monotonic clock, which its processes share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
