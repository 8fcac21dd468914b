const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether `text` is a UUID as it is usually written, in small letters or capitals; PostgreSQL takes other spellings too. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
