import { paths } from '@/lib/paths';

/** The session ended while the page was open: to the sign-in page, and back here afterwards. A whole load, so that nothing of the old session stays in memory. */
export function signInAgain(): void {
  const { pathname, search } = window.location;
  window.location.assign(paths.signIn(`${pathname}${search}`));
}
