/** As AUTH_URL of the tests has it. */
export const ORIGIN = 'http://127.0.0.1:3000';

type Handler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;

/** How a call of a route is made; the Origin of the panel itself goes with it unless told otherwise. */
export interface Call {
  cookie?: string;
  method?: string;
  search?: string;
  body?: unknown;
  origin?: string | null;
  headers?: Record<string, string>;
}

/** Calls a route's exported handler as Next would. */
export async function callRoute<P>(handler: Handler<P>, params: P, call: Call = {}): Promise<Response> {
  const { cookie, method = 'GET', search = '', body, origin = ORIGIN, headers = {} } = call;
  const request = new Request(`${ORIGIN}/api/under-test${search}`, {
    method,
    headers: {
      host: '127.0.0.1:3000',
      ...(cookie !== undefined && { cookie }),
      ...(origin !== null && { origin }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve(params) });
}
