import { problemResponse } from '@/lib/http/problem';

/** What Next hands to a route handler besides the request. */
interface RouteContext<P> {
  params: Promise<P>;
}

/**
 * A route handler that answers every error as problem+json: expected ones as themselves, the rest as a logged 500.
 * @param where method and path pattern, as in `GET /api/webhooks/{id}`, for the log
 */
export function route<P = Record<never, string>>(
  where: string,
  handle: (request: Request, params: P) => Promise<Response>,
): (request: Request, context: RouteContext<P>) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handle(request, await context.params);
    } catch (error) {
      return problemResponse(error, request, where);
    }
  };
}

/** `body` as JSON that no cache keeps: all of it is one organisation's. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

/** Done, and nothing to tell. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}
