/**
 * SQLSTATE classes and codes that mean "the database is away or going away" (PostgreSQL manual, appendix A):
 * 08 connection exceptions, 53300 too many connections, 57P01 to 57P03 shutdown, crash, starting up.
 */
const AWAY_STATES = /^(?:08\w{3}|53300|57P0[123])$/;

/** Of sockets, of Prisma (unreachable, timed out, pool exhausted, connection closed), and of its driver adapter. */
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);
const AWAY_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

/** What pg itself says without a code. */
const AWAY_MESSAGE =
  /Connection terminated|not queryable|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after calling end/;

/** Whether `error` says that the database cannot be reached now, as against a fault of ours. Looks through causes and groups. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { code, originalCode, kind, cause, errors, message } = error as Record<string, unknown>;
  for (const value of [code, originalCode])
    if (typeof value === 'string' && (AWAY_STATES.test(value) || AWAY_CODES.has(value))) return true;
  if (typeof kind === 'string' && AWAY_KINDS.has(kind)) return true;
  if (typeof message === 'string' && AWAY_MESSAGE.test(message)) return true;
  if (Array.isArray(errors) && errors.some((one) => isDatabaseAway(one, depth + 1))) return true;
  return isDatabaseAway(cause, depth + 1);
}
