export const SIGN_IN_PATH = '/sign-in';

/** Where people land who asked for nothing in particular. */
export const HOME_PATH = '/settings/webhooks';

/** Path and query of the request, put there by proxy.ts for the page guard. */
export const PATH_HEADER = 'x-voki-path';

/** Stands in for our own origin, wherever that is; no address can name it and mean something. */
const SELF = 'http://self.invalid';

/**
 * The path, query and fragment to go to after signing in. Only places of our own: another site's address, however
 * it is disguised (`//host`, `/\host`, `javascript:`), leads home. An absolute address of `ownOrigin` counts as its path.
 */
export function safeCallbackPath(value: unknown, ownOrigin?: string): string {
  if (typeof value !== 'string' || value.length > 2048) return HOME_PATH;
  let url: URL;
  try {
    url = new URL(value, SELF);
  } catch {
    return HOME_PATH;
  }
  if (url.origin !== SELF && url.origin !== ownOrigin) return HOME_PATH;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `//host` can come out of `/.//host` too, and would be another site's once it is a Location.
  if (path.startsWith('//') || path === '/' || url.pathname === SIGN_IN_PATH) return HOME_PATH;
  return path;
}
