import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemAnswer, unavailable } from '@/lib/http/problem';

/**
 * Answers a request that comes before there is anything to answer it: 503 as every other of the API, so that a call
 * system reads it as it reads those, and a line of text elsewhere.
 */
export function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  const language = new Headers({ 'accept-language': request.headers['accept-language'] ?? '' });
  const { status, headers, body } = problemAnswer(unavailable('starting'), { headers: language }, 'start');
  if (/^\/api(?:[/?]|$)/.test(request.url ?? '')) {
    response.writeHead(status, Object.fromEntries(headers)).end(body);
    return;
  }
  headers.set('content-type', 'text/plain; charset=utf-8');
  response.writeHead(status, Object.fromEntries(headers)).end(`${JSON.parse(body).detail}\n`);
}
