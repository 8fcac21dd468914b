import type { Receiver } from '../receiver';
import type { Remote } from './children';
import type { BenchServer } from './database';
import type { Plan } from './plan';

/** What every section measures with. */
export interface Bench {
  plan: Plan;
  server: BenchServer;
  receiver: Remote<Receiver>;
  /** Addresses of the receiver's endpoints, 50 of them. */
  endpoints: string[];
  /** Aborted when the run is to end early. */
  signal: AbortSignal;
  /** Tells what is going on. */
  progress: (what: string) => void;
}

/** The first `count` of the receiver's endpoints. Throws when there are not as many. */
export function endpointsOf({ endpoints }: Bench, count: number): string[] {
  const some = endpoints.slice(0, count);
  if (some.length < count) throw new Error(`the receiver has only ${endpoints.length} endpoints`);
  return some;
}
