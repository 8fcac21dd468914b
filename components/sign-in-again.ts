import { paths } from '@/lib/paths';

const keepers = new Set<() => void>();

/**
 * Keeps this page when the session ends, and calls `tell` instead: what was typed on it would be lost. Answers how to
 * stop that.
 */
export function keepPage(tell: () => void): () => void {
  keepers.add(tell);
  return () => void keepers.delete(tell);
}

/** The way to sign in and back to this page. */
export function signInHref(): string {
  const { pathname, search } = window.location;
  return paths.signIn(`${pathname}${search}`);
}

/** The session ended while the page was open: to the sign-in page, and back here afterwards. A whole load, so that nothing of the old session stays in memory. */
export function signInAgain(): void {
  if (keepers.size === 0) window.location.assign(signInHref());
  for (const tell of keepers) tell();
}
