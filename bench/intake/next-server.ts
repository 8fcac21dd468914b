import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import next from 'next';
import { serve } from '../harness/child';
import { serverMethods } from './server-methods';

/**
 * Serves the built Next application in the folder that is the first argument. With `--door` posted events do not get as
 * far as Next, which is how `npm start` serves the product.
 */

const [dir = '.', door] = process.argv.slice(2);
const server = createServer((request, response) => void handle(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const app = next({ dev: false, dir, hostname: '127.0.0.1', port, httpServer: server });
await app.prepare();
const throughNext = app.getRequestHandler();
const handle = door ? (await import('@/scripts/intake-door')).intakeFirst(throughNext) : throughNext;

serve(serverMethods(port));
