import type { EventName } from './event-catalogue';

// RFC 3339, section 5.6; "T" and "Z" may be small.
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/**
 * The instant of an RFC 3339 text in whole seconds: an offset is converted to UTC, a fraction is cut.
 * Null when it is another format or there is no such date (30 February, 25:00, offset of 24 h).
 */
export function parseTimestamp(text: string): Date | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return null;
  // A leap second is a real time that computers' clocks do not have. It is taken as the second before it, as the day
  // it belongs to must not change.
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, Math.min(second, 59), 0);
  // A date that does not exist rolls over into another month.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return null;
  const offset = (offsetHour * 60 + offsetMinute) * (match[7] === '-' ? -1 : 1);
  const instant = new Date(local.getTime() - offset * 60_000);
  if (second === 60 && !endsMonth(instant)) return null;
  // The payload has four digits for the year.
  return instant.getUTCFullYear() >= 1 && instant.getUTCFullYear() <= 9999 ? instant : null;
}

/** Whether a month of UTC ends with this second: only then are there leap seconds (RFC 3339, section 5.7). */
function endsMonth(instant: Date): boolean {
  const next = new Date(instant.getTime() + 1000);
  return next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0;
}

/** As in the manual's payload: `2026-02-20T14:30:00Z`. Cuts a fraction. */
export function formatTimestamp(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/**
 * The text that is signed and sent: `{"event":…,"timestamp":…,"data":{…}}`, compact and in this key order.
 * `data` is JSON source and is taken over as it is.
 */
export function payloadBody(event: EventName, timestamp: Date, data: string): string {
  return `{"event":"${event}","timestamp":"${formatTimestamp(timestamp)}","data":${data}}`;
}
