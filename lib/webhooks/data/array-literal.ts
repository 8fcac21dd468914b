/**
 * PostgreSQL array literals for `unnest`. pg's own conversion escapes each element with two regular expressions,
 * which on the hot path costs more than the rest of a statement; most columns have nothing to escape.
 */

type Plain = string | number | boolean | null;

/** Of values without a comma, quote, backslash, brace, blank or the word null in them: ids, numbers, enum names, hex. */
export function plainArray(values: readonly Plain[]): string {
  // join() writes null as nothing, which is no element to PostgreSQL.
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Of any text. */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"${quoted(value)}"`)).join(',')}}`;
}

function quoted(value: string): string {
  return value.replace(/["\\]/g, '\\$&');
}
