/**
 * PostgreSQL array literals for `unnest`. pg's own conversion escapes each element with two regular expressions,
 * which on the hot path costs more than the rest of a statement; most columns have nothing to escape. Nulls at the end
 * are left out, as `unnest` beside a longer array adds them: many columns have nothing else.
 */

type Plain = string | number | boolean;

/** Of values without a comma, quote, backslash, brace, blank or the word null in them: ids, numbers, enum names, hex. */
export function plainArray(values: readonly (Plain | null)[]): string {
  return plainColumn(values, (value) => value);
}

/** The same of what `of` takes from each item. */
export function plainColumn<Item>(items: readonly Item[], of: (item: Item) => Plain | null): string {
  let literal = '';
  let nulls = 0;
  for (let index = 0; index < items.length; index++) {
    const value = of(items[index] as Item);
    if (value === null) {
      nulls++;
      continue;
    }
    if (nulls > 0) literal += 'NULL,'.repeat(nulls);
    nulls = 0;
    literal += `${value},`;
  }
  return `{${literal.slice(0, -1)}}`;
}

/** Of any text. */
export function textArray(values: readonly (string | null)[]): string {
  return plainColumn(values, (value) => (value === null ? null : `"${quoted(value)}"`));
}

/** Of bytes, for `bytea[]`. */
export function bytesArray(values: readonly (Buffer | null)[]): string {
  return plainColumn(values, (value) => (value === null ? null : `"\\\\x${value.toString('hex')}"`));
}

/** The character between the texts of {@link separatedTexts}: raw, it can stand in no JSON. */
const SEPARATOR = '\u001f';

/**
 * JSON texts, for {@link separated} in the statement. Every quotation mark in them would have to be escaped here and
 * read back one by one there; between separators they pass as they are. An empty text is no JSON and stands for null.
 */
export function separatedTexts(values: readonly (string | null)[]): string {
  return values.join(SEPARATOR);
}

/** SQL: the `text[]` of a parameter that {@link separatedTexts} made. */
export const separated = (parameter: `$${number}`) => `string_to_array(${parameter}::text, E'\\x1f', '')`;

function quoted(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}
