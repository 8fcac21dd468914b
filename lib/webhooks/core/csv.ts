/** What begins so is run as a formula by spreadsheets (OWASP, "CSV Injection"). */
const FORMULA = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** For spreadsheets to read the file as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

export type CsvCell = string | number | null;

/**
 * One line of RFC 4180, with its end. Texts are always quoted, and an apostrophe stands before those that a
 * spreadsheet would run: they come from call systems, so from anyone. Numbers are ours and stand as they are.
 */
export function csvLine(cells: readonly CsvCell[], separator: ',' | ';'): string {
  return `${cells.map(cellText).join(separator)}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
