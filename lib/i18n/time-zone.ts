/** Remembers the viewer's zone, which no request header tells, so that the server writes times as the browser will. */
export const TIME_ZONE_COOKIE = 'voki_tz';

/** What the server writes times in until the browser has told its zone. */
export const DEFAULT_TIME_ZONE = 'UTC';

/** Whether `value` is a zone's name, as in America/Sao_Paulo, and one that this process knows. Bare offsets are none. */
export function isTimeZone(value: string): boolean {
  if (value.length > 64 || !/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** `value` when it {@link isTimeZone}, else {@link DEFAULT_TIME_ZONE}; cookies are anyone's to write. */
export function knownTimeZone(value: string | undefined): string {
  return value && isTimeZone(value) ? value : DEFAULT_TIME_ZONE;
}
