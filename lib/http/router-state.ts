/** What Next takes at most (parseAndValidateFlightRouterState). */
const LENGTH_MAX = 40_000;
/** Deeper than any address has parts. */
const DEPTH_MAX = 100;
const PARAM_TYPES = /^(?:c|oc|d|[cd]i(?:\(\.\.\)\(\.\.\)|\(\.\)|\(\.\.\)|\(\.\.\.\)))$/;
const MARKERS = ['refetch', 'inside-shared-layout', 'metadata-only'];

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/** A part of an address: its name, or a parameter with name, value, kind, and what else stands beside it. */
function isSegment(value: unknown): boolean {
  if (!Array.isArray(value)) return isText(value);
  const [name, text, kind, siblings] = value as unknown[];
  return (
    value.length === 4 &&
    isText(name) &&
    isText(text) &&
    PARAM_TYPES.test(String(kind)) &&
    (siblings === null || isTexts(siblings))
  );
}

/** `isRight`, or not there. */
const maybe = (value: unknown, isRight: (value: unknown) => boolean) =>
  value === undefined || value === null || isRight(value);

function isTree(value: unknown, depth = 0): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 6 || depth > DEPTH_MAX) return false;
  const [segment, children, address, marker, hints, last] = value as unknown[];
  if (typeof children !== 'object' || children === null || Array.isArray(children)) return false;
  return (
    isSegment(segment) &&
    maybe(address, (pair) => isTexts(pair) && (pair as string[]).length === 2) &&
    maybe(marker, (text) => MARKERS.includes(text as string)) &&
    maybe(hints, (number) => typeof number === 'number') &&
    (last === undefined || isText(last)) &&
    Object.values(children).every((child) => isTree(child, depth + 1))
  );
}

/** Whether `header` is a `next-router-state-tree` as Next's own pages send it, to whose absence it answers otherwise with a bare 500. */
export function isRouterState(header: string): boolean {
  if (header.length > LENGTH_MAX) return false;
  try {
    return isTree(JSON.parse(decodeURIComponent(header)));
  } catch {
    return false;
  }
}
