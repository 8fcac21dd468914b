import { Server } from 'node:http';
import { FastResponse, serve } from 'srvx';
import * as batch from '@/app/api/events/batch/route';
import * as events from '@/app/api/events/route';
import * as live from '@/app/api/health/live/route';
import * as ready from '@/app/api/health/ready/route';
import * as metrics from '@/app/api/metrics/route';
import { AppError } from '@/lib/errors';
import { stampClientAddress } from '@/lib/http/client-address';
import { routeAnyMethod } from '@/lib/http/methods';
import { problemResponse } from '@/lib/http/problem';
import { answerUnreadable, closeUnread, KEEP_ALIVE_MS, listenError } from './http-server';

/** A body that drips may take so long to come. */
const REQUEST_TIMEOUT_MS = 30_000;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Route = Record<(typeof METHODS)[number], (request: Request) => Response | Promise<Response>>;

/** What Next serves under the same paths, refused methods included. */
const ROUTES: Record<string, Route> = {
  '/api/events': events,
  '/api/events/batch': batch,
  '/api/health/live': live,
  '/api/health/ready': ready,
  '/api/metrics': metrics,
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
  http.prependListener('request', (request) => {
    stampClientAddress(request);
    routeAnyMethod(request);
  });
  http.on('request', closeUnread);
  answerUnreadable(http);
  return http;
}

function answer(request: Request): Response | Promise<Response> {
  const pathname = pathOf(request.url);
  const where = `${request.method} ${pathname}`;
  const route = ROUTES[pathname];
  if (!route) return problemResponse(new AppError('not_found'), request, where);
  // node:http leaves the body away.
  const asked = request.method === 'HEAD' ? 'GET' : request.method;
  // There is no other: see routeAnyMethod.
  const method = METHODS.find((name) => name === asked) ?? 'OPTIONS';
  return route[method](request);
}

/** Read as a whole only where the plain way finds no route, as with `/api/./events`. */
function pathOf(url: string): string {
  const from = url.indexOf('/', url.indexOf('//') + 2);
  const to = url.indexOf('?', from);
  const path = to < 0 ? url.slice(from) : url.slice(from, to);
  return path in ROUTES ? path : new URL(url).pathname;
}
