/** What messages choose their words by: no sentence says "3 deliveries, 3 of them". */
export type MissedShare = 'none' | 'all' | 'some';

/** How many of `count` deliveries are `missed` calls, in a word, for the messages that tell both. */
export function withShare(
  count: number,
  missed: number,
): { count: number; missed: number; share: MissedShare } {
  const share = missed === 0 ? 'none' : missed === count ? 'all' : 'some';
  return { count, missed, share };
}
