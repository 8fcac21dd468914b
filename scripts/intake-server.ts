import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { FastResponse, serve } from 'srvx';
import { POST as postEvents } from '@/app/api/events/batch/route';
import { POST as postEvent } from '@/app/api/events/route';
import { GET as live } from '@/app/api/health/live/route';
import { GET as ready } from '@/app/api/health/ready/route';
import { GET as metrics } from '@/app/api/metrics/route';
import { AppError } from '@/lib/errors';
import { stampClientAddress } from '@/lib/http/client-address';
import { problemResponse } from '@/lib/http/problem';
import { answerUnreadable, KEEP_ALIVE_MS, LINGER_MS, listenError } from './http-server';

/** A body that drips may take so long to come. */
const REQUEST_TIMEOUT_MS = 30_000;

/** What Next serves under the same paths. */
const ROUTES: Record<string, (request: Request) => Response | Promise<Response>> = {
  'POST /api/events': postEvent,
  'POST /api/events/batch': postEvents,
  'GET /api/health/live': live,
  'GET /api/health/ready': ready,
  'GET /api/metrics': metrics,
};

/**
 * Serves the intake's route handlers without Next, whose own work is most of what an accepted event costs.
 * Resolves once it listens. Throws an Error for the operator when it cannot.
 */
export async function serveIntake(host: string, port: number): Promise<Server> {
  // Made into what node:http writes without a stream in between.
  Object.assign(globalThis, { Response: FastResponse });
  const server = serve({
    manual: true,
    silent: true,
    // The worker ends it, before the engine.
    gracefulShutdown: false,
    hostname: host,
    port,
    fetch: answer,
    node: { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
  });
  try {
    await server.serve();
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, {
      host,
      port,
      variable: 'INTAKE_PORT',
      command: 'run worker',
    });
  }
  const http = server.node?.server;
  if (!(http instanceof Server)) throw new Error('the adapter serves by node:http');
  // Before the adapter reads the headers.
  http.prependListener('request', (request) => stampClientAddress(request));
  http.on('request', closeUnread);
  answerUnreadable(http);
  return http;
}

/** What is refused while its body still comes stays unread, so that nothing can follow on its connection. */
function closeUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (!request.complete) setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
  });
}

function answer(request: Request): Response | Promise<Response> {
  const where = `${request.method} ${new URL(request.url).pathname}`;
  return ROUTES[where]?.(request) ?? problemResponse(new AppError('not_found'), request, where);
}
