import { EVENT_CATALOGUE, type EventName } from './event-catalogue';
import { JSON_TOKEN } from './json-token';

/** What a webhook can be told to leave out of customers' data. */
export const MASKABLE_FIELDS = ['name', 'email', 'phone'] as const;
export type MaskableField = (typeof MASKABLE_FIELDS)[number];

/** One bit each, as the database has it; what was stored by them is read for ever. */
const BITS: Record<MaskableField, number> = { name: 1, email: 2, phone: 4 };

/**
 * What stands there instead: nothing of the value, not even its length. The e-mail address is still one, for receivers
 * that check that, at a name to which no post can go (RFC 2606). Other values would give deliveries that were sent
 * already another body.
 */
export const MASKED_VALUES: Record<MaskableField, string> = {
  name: '***',
  email: 'masked@masked.invalid',
  phone: '***',
};

/** Fields as the database has them; null: none. */
export function maskOf(fields: readonly MaskableField[]): number | null {
  return fields.reduce((mask, field) => mask | BITS[field], 0) || null;
}

/** What a mask hides, in the order of {@link MASKABLE_FIELDS}. */
export function maskedFields(mask: number | null): MaskableField[] {
  return MASKABLE_FIELDS.filter((field) => ((mask ?? 0) & BITS[field]) !== 0);
}

/** Whether a mask hides `field`. */
export function hides(mask: number | null, field: MaskableField): boolean {
  return ((mask ?? 0) & BITS[field]) !== 0;
}

/** Where the customer is in an event's body. */
const CUSTOMER_AT = { call: ['data', 'customer'], customer: ['data'] } as const;

interface Level {
  isObject: boolean;
  /** Of the member that is being read. */
  key: string;
  /** Whether it is the customer or within. */
  isCustomers: boolean;
}

/**
 * `body` with the masked fields of its customer replaced, at any depth and whatever they hold but null; all other bytes
 * are as they were. The same mask again changes nothing more, and of two masks it is all one which comes first.
 * `body` is the text of a payload, as {@link payloadBody} makes it. Null gives it back as it is.
 */
export function maskedBody(event: EventName, body: string, mask: number | null): string {
  if (mask === null) return body;
  const customerAt = CUSTOMER_AT[EVENT_CATALOGUE[event].group];
  const fields = new Map<string, string>(maskedFields(mask).map((field) => [field, MASKED_VALUES[field]]));
  const levels: Level[] = [];
  let out = '';
  let copied = 0;
  let isKey = false;
  /** A value that is being left out: what stands there instead, and how deep it began. */
  let hidden: { instead: string; depth: number } | null = null;
  for (const { 0: token, index } of body.matchAll(JSON_TOKEN)) {
    const level = levels.at(-1);
    if (token === ':') {
      isKey = false;
      continue;
    }
    if (token === ',') {
      isKey = level?.isObject ?? false;
      continue;
    }
    if (isKey && level && token.startsWith('"')) {
      level.key = JSON.parse(token) as string;
      continue;
    }
    const opens = token === '{' || token === '[';
    const closes = token === '}' || token === ']';
    if (!closes && !hidden && level?.isObject && level.isCustomers && token !== 'null') {
      // Some systems write "Email": it is the same to a reader.
      const instead = fields.get(level.key.toLowerCase());
      if (instead !== undefined) {
        hidden = { instead, depth: levels.length };
        out += body.slice(copied, index);
      }
    }
    if (opens) {
      levels.push({
        isObject: token === '{',
        key: '',
        isCustomers: level?.isCustomers || isAt(levels, customerAt),
      });
      isKey = token === '{';
    } else if (closes) {
      levels.pop();
      isKey = false;
    }
    if (hidden && levels.length === hidden.depth) {
      out += JSON.stringify(hidden.instead);
      copied = index + token.length;
      hidden = null;
    }
  }
  return out + body.slice(copied);
}

function isAt(levels: readonly Level[], path: readonly string[]): boolean {
  return levels.length === path.length && path.every((key, depth) => levels[depth]?.key === key);
}
