/** The id under which the server logged what it threw while it rendered or acted; null for what the browser threw. */
export function digestOf(error: unknown): string | null {
  const digest = error instanceof Error && 'digest' in error ? error.digest : null;
  return typeof digest === 'string' && digest ? digest : null;
}
