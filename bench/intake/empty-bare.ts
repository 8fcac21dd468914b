import { serve } from '../harness/child';
import { serverMethods } from './server-methods';

/**
 * The bare server of the product with a handler that does nothing. The first argument is the adapter that the product
 * serves its intake with; those known all export this function.
 */
interface Adapter {
  serve(
    options: { fetch: (request: Request) => Response; hostname: string; port: number },
    onListening?: (address: { port: number }) => void,
  ): unknown;
}

const [adapter = '', port = '0'] = process.argv.slice(2);
const { serve: serveBare } = (await import(adapter)) as Adapter;
serveBare({ fetch: () => Response.json({}, { status: 202 }), hostname: '127.0.0.1', port: Number(port) });

serve(serverMethods(Number(port)));
