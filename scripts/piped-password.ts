import type { Readable } from 'node:stream';

/** Whoever pipes a password has long written it by the time this process has started. */
const PATIENCE_MS = 500;

/**
 * The first line of what is piped in, as a password. Undefined at a terminal, where nothing is piped, and where the
 * pipe stays silent for half a second: many callers leave one open that they never write to.
 */
export async function pipedPassword(
  stdin: Readable & { isTTY?: boolean },
  patienceMs = PATIENCE_MS,
): Promise<string | undefined> {
  if (stdin.isTTY) return undefined;
  const text = await new Promise<string>((resolve, reject) => {
    let read = '';
    const silence = setTimeout(() => resolve(''), patienceMs);
    stdin.setEncoding('utf8');
    stdin.on('data', (chunk: string) => {
      clearTimeout(silence);
      read += chunk;
    });
    stdin.on('end', () => {
      clearTimeout(silence);
      resolve(read);
    });
    stdin.on('error', reject);
  });
  stdin.destroy();
  return text.split(/\r?\n/)[0] || undefined;
}
