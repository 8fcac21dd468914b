import type { IncomingMessage } from 'node:http';

/**
 * Under this name a route is told the method of a request that no router knows; what a client sends under it is thrown
 * away at the door.
 */
const METHOD_HEADER = 'x-voki-method';

/** What routers hand on as it is. */
const ROUTED = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** `Allow` of an address that answers to `own`: whatever has GET has HEAD, and each has OPTIONS. */
export function allowOf(own: readonly string[]): string {
  return [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

/**
 * Brings a request of any method to the route of its address, as only that knows what to offer in its place: one that
 * no router knows comes there as OPTIONS, which each route has.
 */
export function routeAnyMethod(request: IncomingMessage): void {
  const { method = '', headers } = request;
  delete headers[METHOD_HEADER];
  if (ROUTED.has(method)) return;
  headers[METHOD_HEADER] = method;
  request.method = 'OPTIONS';
}

/** Whether a route was asked for OPTIONS, and not only by {@link routeAnyMethod}. */
export function asksForOptions(request: Request): boolean {
  return request.method === 'OPTIONS' && !request.headers.has(METHOD_HEADER);
}

/** What OPTIONS answers: nothing but `Allow`. */
export function optionsResponse(allow: string): Response {
  return new Response(null, { status: 204, headers: { allow } });
}
