import { serve } from '../harness/child';
import { serverMethods } from './server-methods';

/** Loaded before a command of the product, so that the benchmark can ask for the processor time that it took. */
serve(serverMethods(Number(process.env.INTAKE_PORT)));
