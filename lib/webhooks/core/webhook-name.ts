/** Of an address; a description is no longer than twice that (schemas.ts). */
const ADDRESS_MAX = 100;
/** Letters that are read from right to left, and the invisible characters that make others be. */
const TURNS_DIRECTION = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** An address as far as a sentence has room for it. */
export function shortAddress(url: string): string {
  return url.length > ADDRESS_MAX ? `${url.slice(0, ADDRESS_MAX - 1)}…` : url;
}

/**
 * How pages call a webhook: by its description, else by the address without its scheme. A name in Arabic or Hebrew is
 * kept apart from the sentence around it, which it would else put out of order.
 */
export function webhookName({ description, url }: { description: string; url: string }): string {
  const name = description || shortAddress(url.replace(/^https?:\/\//, ''));
  return TURNS_DIRECTION.test(name) ? `\u2068${name}\u2069` : name;
}
