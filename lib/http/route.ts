import { AppError } from '@/lib/errors';
import { allowOf, asksForOptions, optionsResponse } from '@/lib/http/methods';
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

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/**
 * Handlers for the methods that a route does not have, and for OPTIONS: 405 as problem+json and 204, both with `Allow`.
 * Without them Next answers an empty 405 that names none, and OPTIONS with every method that is exported, these too.
 */
export function otherMethods<Own extends Method>(
  ...own: Own[]
): Record<Exclude<Method, Own> | 'OPTIONS', (request: Request) => Response> {
  const methods = own.join(', ');
  const allow = allowOf(own);
  const refuse = (request: Request) => {
    const error = new AppError('method_not_allowed', { params: { methods } });
    const response = problemResponse(error, request, request.method);
    response.headers.set('allow', allow);
    return response;
  };
  const options = (request: Request) => (asksForOptions(request) ? optionsResponse(allow) : refuse(request));
  const others = METHODS.filter((method) => !own.includes(method as Own)).map((method) => [method, refuse]);
  return Object.fromEntries([...others, ['OPTIONS', options]]);
}
