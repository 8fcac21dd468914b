/** What the database can take of what people and scripts write. */

const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether `text` can be stored and read: no control character, no half of one. */
export function isLegible(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** Whether a moment has a year of four digits, as ISO 8601 and the database write it alike; `ms` since 1970. */
export function isStorableTime(ms: number): boolean {
  return ms >= EARLIEST && ms <= LATEST;
}
