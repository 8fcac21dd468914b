/**
 * SQLSTATE classes and codes that mean "not now" (PostgreSQL manual, appendix A), whatever the statement says: 08
 * connection exceptions, 25006 read-only (a server that another one has taken over from), 25P03 a transaction that stood
 * still, 26000 its connection has lost its prepared statements, 40001 and 40P01 another transaction was in the way, 53 no
 * disk, memory or connections left, 55P03 and 57014 out of time, 57P01 to 57P05 shutdown, crash, starting up, 58030 a
 * disk that fails.
 */
const AWAY_STATES = /^(?:08\w{3}|25006|25P03|26000|40001|40P01|53\w{3}|55P03|57014|57P0[1-5]|58030)$/;

/** Of sockets (what this machine lacks included), of Prisma (unreachable, timed out, pool exhausted, connection closed), and of its driver adapter. */
const AWAY_CODES = new Set([
  'EADDRNOTAVAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
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

/** What pg itself says without a code, and what PostgreSQL says under a code that means much else, of a statement prepared before a migration. */
const AWAY_MESSAGE =
  /cached plan must not change result type|Connection terminated|not queryable|Query read timeout|timeout exceeded when trying to connect|Cannot use a pool after calling end/;

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
