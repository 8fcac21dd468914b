import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { REFUSAL_TYPE, writeRefusal } from '@/lib/action-refusal';
import { env } from '@/lib/env';
import { AppError, STATUS_OF_CODE } from '@/lib/errors';
import { actionFailure } from '@/lib/http/action-failure';
import { stampClientAddress } from '@/lib/http/client-address';
import { allowOf, routeAnyMethod } from '@/lib/http/methods';
import { toOriginForm } from '@/lib/http/origin-form';
import { problemAnswer } from '@/lib/http/problem';
import { isRouterState } from '@/lib/http/router-state';
import { foreignOrigin, isLoopback, isOwnOrigin } from '@/lib/http/same-origin';
import { securityHeaders } from '@/lib/http/security-headers';

/** A path of no page, so that Next answers with its page of unknown addresses. */
const NO_PAGE = '/unreadable-address';

/**
 * What every request passes before Next sees it, as Next has no one place for it: files, redirects and its own errors
 * go around proxy.ts, and headers of next.config.ts are fixed when the product is built.
 */
export function frontDoor(handle: RequestListener): RequestListener {
  return (request, response) => {
    const address = env().AUTH_URL;
    for (const [name, value] of Object.entries(securityHeaders(address?.startsWith('https:') ?? false)))
      response.setHeader(name, value);
    stampClientAddress(request);
    toOriginForm(request);
    pinHost(request, address);
    const refusal = refusalOf(request);
    if (refusal) return refuse(request, response, refusal);
    // Routes of the API answer for themselves.
    if (isOfApi(request)) {
      routeAnyMethod(request);
      return handle(request, response);
    }
    if (request.method === 'OPTIONS')
      return response.writeHead(204, { allow: allowOf(methodsOf(request)) }).end();
    if (!hasReadablePath(request)) request.url = NO_PAGE;
    nameBareFault(request, response);
    return handle(request, response);
  };
}

const isOfApi = ({ url = '' }: IncomingMessage) => /^\/api(?:[/?]|$)/.test(url);

/** What a page or a file answers to. Of any other method Next makes a page all the same, or a bare error. */
function methodsOf({ url = '' }: IncomingMessage): string[] {
  // Of pages only server actions take anything.
  return url.startsWith('/_next/static/') ? ['GET'] : ['GET', 'POST'];
}

/** What Next itself would answer with a bare 500, or without a word. */
function refusalOf(request: IncomingMessage): AppError | null {
  const { url = '', method = '', headers } = request;
  // `*`, and what is neither a path nor a whole URL.
  if (!url.startsWith('/')) return new AppError('bad_request', { key: 'path_form' });
  if (isOfApi(request))
    return hasReadablePath(request) ? null : new AppError('bad_request', { key: 'path_unreadable' });
  const methods = methodsOf(request);
  if (![...methods, 'HEAD', 'OPTIONS'].includes(method))
    return new AppError('method_not_allowed', { params: { methods: methods.join(', ') } });
  const state = headers['next-router-state-tree'];
  if (state !== undefined && !isRouterState(String(state)))
    return new AppError('bad_request', { key: 'router_state' });
  // Each server action refuses an absent Origin by itself.
  const { origin } = headers;
  return origin === undefined || method !== 'POST' || isOwnOrigin(origin) ? null : foreignOrigin();
}

/**
 * Next compares the Origin of server actions with X-Forwarded-Host, else with Host, and both are for whoever writes
 * the request to choose. It is told AUTH_URL's host; the names of one's own machine stay as they were called.
 */
function pinHost(request: IncomingMessage, address: string | undefined): void {
  delete request.headers['x-forwarded-host'];
  if (address === undefined) return;
  const { hostname, host, protocol } = new URL(address);
  if (isLoopback(hostname)) return;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

/** Next answers a bare 500 to an escape that is no UTF-8, as in `/%ff`. */
function hasReadablePath({ url = '/' }: IncomingMessage): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/**
 * Next's last word is "Internal Server Error", in plain text like no other answer to a page. In its place comes a fault
 * with an id: the log has why, just before that id.
 */
function nameBareFault(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead, write, end } = response;
  let instead: string | null = null;
  response.writeHead = ((...given: Parameters<typeof writeHead>) => {
    if (given[0] !== 500 || !/^text\/plain\b/.test(String(response.getHeader('content-type'))))
      return writeHead.apply(response, given);
    const answer = answerTo(request, new Error('Next answered a bare 500'));
    instead = answer.body;
    response.removeHeader('content-length');
    return writeHead.call(response, answer.status, Object.fromEntries(answer.headers));
  }) as typeof writeHead;
  response.write = ((...given: Parameters<typeof write>) =>
    instead === null ? write.apply(response, given) : true) as typeof write;
  response.end = ((...given: Parameters<typeof end>) => {
    // Which of the two bodies it is, the head decides.
    if (!response.headersSent && response.statusCode === 500) response.writeHead(500);
    return instead === null ? end.apply(response, given) : end.call(response, instead, 'utf8');
  }) as typeof end;
}

const WHERE = 'front door';

/** `error` as whoever asked can read it: a problem; or for a server action, of whose answer Next's client reads little. */
function answerTo(
  request: IncomingMessage,
  error: Error,
): { status: number; headers: Headers; body: string } {
  if (request.headers['next-action'] === undefined) {
    const headers = new Headers({ 'accept-language': request.headers['accept-language'] ?? '' });
    return problemAnswer(error, { headers }, WHERE);
  }
  const failure = actionFailure(error, WHERE);
  return {
    status: failure.code === 'fault' ? 500 : STATUS_OF_CODE[failure.code],
    headers: new Headers({ 'content-type': REFUSAL_TYPE, 'cache-control': 'no-store' }),
    body: writeRefusal(failure),
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const { status, headers, body } = answerTo(request, error);
  if (status === 405) headers.set('allow', allowOf(methodsOf(request)));
  response.writeHead(status, Object.fromEntries(headers)).end(body);
}
