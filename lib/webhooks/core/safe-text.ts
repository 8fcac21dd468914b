const REPLACEMENT = '\ufffd';

/** The text of `bytes`, at most `max` of them and cut between characters. What is no UTF-8 becomes U+FFFD. */
export function cutUtf8(bytes: Uint8Array, max: number): string {
  if (bytes.length <= max) return decode(bytes);
  let end = max;
  // Back to before the character that the cut went through: its continuation bytes are 10xxxxxx.
  while (end > 0 && end > max - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return decode(bytes.subarray(0, end));
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** `text` as PostgreSQL can store it: NUL becomes U+FFFD. Control characters else are left for whoever shows it. */
export function safeText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', REPLACEMENT) : text;
}
