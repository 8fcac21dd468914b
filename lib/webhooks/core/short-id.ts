/** An id as people compare ids: both ends, the middle left out (`3f0c9a52-…-0e8b7a4d2f10` → `3f0c…2f10`). Short ones stay whole. */
export function shortId(id: string): string {
  const kept = 4;
  return id.length <= 2 * kept + 4 ? id : `${id.slice(0, kept)}…${id.slice(-kept)}`;
}
