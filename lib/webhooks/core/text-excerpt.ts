/** The beginning of `text` in at most `maxBytes` of UTF-8, cut between characters. */
export function textExcerpt(text: string, maxBytes: number): { text: string; isCut: boolean } {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxBytes) return { text, isCut: false };
  // In a stream the decoder keeps the incomplete character at the end to itself.
  return { text: new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true }), isCut: true };
}
