/** Lower case without accents, as people type when they search. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether each word of `q` is somewhere in `texts`; the words' order, accents and case mean nothing. */
export function textsMatch(texts: readonly string[], q: string): boolean {
  const all = plain(texts.join('\n'));
  return plain(q)
    .split(/\s+/)
    .every((word) => all.includes(word));
}
