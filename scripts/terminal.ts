/** What the commands say to people. Whether the output is a terminal changes nothing but the colours. */

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number, text: string) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = (text: string) => paint(1, text);
export const dim = (text: string) => paint(2, text);
export const green = (text: string) => paint(32, text);
export const red = (text: string) => paint(31, text);

/** One line about a long step. On stderr, as stdout is for logs and answers; past the console, which may be the log's. */
export function progress(what: string): void {
  process.stderr.write(`${dim(`· ${what}`)}\n`);
}

/** Why a command cannot go on, as {@link progress} tells. */
export function complain(error: unknown): void {
  process.stderr.write(`${red(explain(error))}\n`);
}

/** How long since `start` (of performance.now), as in `1.2 s`. */
export function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Why a command ends, in the words of its Error; faults of ours come with their stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM')
    return `${error.message}. The folder belongs to another user: run this as its owner, or change VOKI_DATA_DIR.`;
  const isFault = [TypeError, ReferenceError, RangeError].some((kind) => error instanceof kind);
  return isFault ? (error.stack ?? error.message) : error.message;
}
