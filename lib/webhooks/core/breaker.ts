/**
 * When a webhook's breaker opens, and what it then lets through. So many failures in a row, over at least so long:
 * a receiver that restarts does not open it, and one that hangs has by then cost each of its places twice the time
 * limit. From then on a single attempt is made after each pause, the first pause short and each twice as long as the
 * one before; the first success closes it. What waits meanwhile stays in the queue and loses no attempt of its schedule.
 */
export const BREAKER = {
  failures: 20,
  failingSeconds: 30,
  pauseSeconds: 10,
  pauseMaxSeconds: 120,
} as const;
