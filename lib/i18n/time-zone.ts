/** Remembers the viewer's zone, which no request header tells, so that the server writes times as the browser will. */
export const TIME_ZONE_COOKIE = 'voki_tz';

/** What the server writes times in until the browser has told its zone. */
export const DEFAULT_TIME_ZONE = 'UTC';

/** `value` when it names a zone that this process knows, else {@link DEFAULT_TIME_ZONE}; cookies are anyone's to write. */
export function knownTimeZone(value: string | undefined): string {
  if (!value || value.length > 64 || !/^[A-Za-z0-9_+\-/]+$/.test(value)) return DEFAULT_TIME_ZONE;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value;
  } catch {
    return DEFAULT_TIME_ZONE;
  }
}
