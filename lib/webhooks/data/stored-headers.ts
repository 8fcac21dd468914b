/**
 * Headers of an attempt out of the text that keeps them.
 * @throws Error without a word of the text, which a page that fails would log: headers hold what customers gave.
 */
export function storedHeaders(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new Error('stored headers that are no JSON');
  }
}
