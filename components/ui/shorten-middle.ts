/** `value` as its first and last four characters when it is longer than 12: ids of version 7 begin alike, and differ at the end. */
export function shortenMiddle(value: string): string {
  return value.length > 12 ? `${value.slice(0, 4)}…${value.slice(-4)}` : value;
}
