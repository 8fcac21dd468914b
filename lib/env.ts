import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import * as z from 'zod/mini';
import type { AllowedPrivateHost } from '@/lib/webhooks/core/address-policy';

/**
 * The one reader of the process environment. Everything is checked together, so that an operator sees in
 * one message all that is wrong. Names, units and defaults: docs/operations.md.
 */

const PRIVATE_HOST = /^(?:\[([0-9a-f:.]+)\/(\d{1,3})\]|([0-9a-f:.]+)\/(\d{1,3}))(?::(\d{1,5}))?$/i;

function text(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed ? trimmed : undefined;
}

const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const wholeNumber = (min: number, max: number) =>
  z.pipe(
    z.string(),
    z.pipe(
      z.transform((value: string) => (/^\d+$/.test(value) ? Number(value) : Number.NaN)),
      z
        .number({ error: 'must be a whole number' })
        .check(z.minimum(min, `must be at least ${min}`), z.maximum(max, `must be at most ${max}`)),
    ),
  );

const int = (min: number, max: number, fallback: number) => z._default(wholeNumber(min, max), fallback);

/** `panel.example.com:443` is a URL too, of a scheme that nobody meant. */
const webAddress = (error: string) => z.url({ protocol: /^https?$/, error, abort: true });

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What a server can listen on and an address can be made of. */
function isHost(value: string): boolean {
  return isIP(value) !== 0 || (/^[^\s/\\?#@:[\]]+$/.test(value) && URL.canParse(`http://${value}`));
}

/** Whether a URL names a place and nothing there, nor who asks. */
function isOrigin(value: string): boolean {
  const { href, origin } = new URL(value);
  return href === `${origin}/`;
}

const schema = z.object({
  NODE_ENV: z._default(
    z.enum(['development', 'production', 'test'], 'must be development, production or test'),
    'production',
  ),
  HOST: z._default(
    z
      .string()
      .check(z.refine(isHost, 'must be an IP address or a host name, as in 127.0.0.1, 0.0.0.0 or localhost')),
    '127.0.0.1',
  ),
  PORT: int(0, 65535, 3000),
  DATABASE_URL: z.string({ error: 'is missing: a postgresql:// address' }).check(
    z.refine((value) => {
      try {
        return ['postgres:', 'postgresql:'].includes(new URL(value).protocol);
      } catch {
        return false;
      }
    }, 'must be a postgresql:// address'),
  ),
  VOKI_DATA_DIR: z._default(z.string(), '.data'),
  AUTH_SECRET: z
    .string({ error: 'is missing: at least 32 random characters, as from `openssl rand -base64 33`' })
    .check(z.minLength(32, 'must have at least 32 characters')),
  AUTH_URL: z.optional(
    webAddress('must be the address that people open, as in https://panel.example.com').check(
      z.refine(
        isOrigin,
        'must be scheme, host and port alone, as in https://panel.example.com: no path, no user, no password',
      ),
    ),
  ),
  ENCRYPTION_KEYS: z
    .string({ error: 'is missing: id:base64 of 32 random bytes, as in `k1:$(openssl rand -base64 32)`' })
    .check(
      z.refine(
        (value) =>
          list(value).length > 0 &&
          new Set(list(value).map((entry) => entry.split(':')[0])).size === list(value).length &&
          list(value).every((entry) => {
            const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(entry);
            return match?.[2] !== undefined && Buffer.from(match[2], 'base64').length === 32;
          }),
        'must be a comma-separated list of id:base64, each of 32 bytes, ids unique',
      ),
    ),
  DELIVERY_WORKER: z._default(z.enum(['on', 'off'], 'must be on or off'), 'on'),
  DELIVERY_CONCURRENCY: int(1, 1000, 100),
  DELIVERY_ENDPOINT_CONCURRENCY: int(1, 100, 10),
  DELIVERY_TIMEOUT_MS: int(100, 60_000, 15_000),
  DELIVERY_RETRY_SCHEDULE: z._default(
    z
      .string()
      .check(
        z.regex(/^\s*\d{1,6}\s*(,\s*\d{1,6}\s*)*$/, 'must be seconds, comma-separated, as in 5,300,1800'),
      ),
    '5,300,1800,7200,18000,36000,50400,72000,86400',
  ),
  DELIVERY_ALLOWED_PRIVATE_HOSTS: z._default(
    z
      .string()
      .check(
        z.refine(
          (value) => list(value).every((entry) => parsePrivateHost(entry) !== null),
          'must be CIDRs, as in 10.0.0.0/8:8080 or [fd00::/8]:8080',
        ),
      ),
    '',
  ),
  DELIVERY_ALLOWED_PORTS: z._default(
    z
      .string()
      .check(
        z.refine(
          (value) => list(value).every((port) => /^\d{1,5}$/.test(port) && isPort(Number(port))),
          'must be ports, comma-separated',
        ),
      ),
    '',
  ),
  DELIVERY_PROXY_URL: z.optional(
    z
      .string()
      .check(
        z.refine(
          (value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol),
          'must be the http:// or https:// address of a proxy that takes CONNECT',
        ),
      ),
  ),
  INTAKE_PORT: z.optional(wholeNumber(1, 65_535)),
  INTAKE_RATE_LIMIT: int(1, 1_000_000, 5000),
  TRUSTED_PROXIES: z._default(
    z
      .string()
      .check(
        z.refine(
          (value) => list(value).every((entry) => ipaddr.isValidCIDR(entry)),
          'must be CIDRs, as in 10.0.0.7/32 or fd00::/8',
        ),
      ),
    '',
  ),
  RETENTION_PAYLOAD_DAYS: int(1, 3650, 30),
  RETENTION_HISTORY_DAYS: int(1, 3650, 90),
  METRICS_TOKEN: z.optional(
    z.string().check(z.regex(/^\S{16,}$/, 'must have at least 16 characters, none of them a space')),
  ),
  SMTP_URL: z.optional(
    z
      .string()
      .check(
        z.refine(
          (value) => URL.canParse(value) && ['smtp:', 'smtps:'].includes(new URL(value).protocol),
          'must be the address of the mail server, as in smtps://user:password@mail.example.com',
        ),
      ),
  ),
  MAIL_FROM: z.optional(
    z.string().check(z.regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an address, as in Voki <voki@example.com>')),
  ),
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info'),
  AUTH_OIDC_ISSUER: z.optional(webAddress('must be the issuer address of the identity provider')),
  AUTH_OIDC_CLIENT_ID: z.optional(z.string()),
  AUTH_OIDC_CLIENT_SECRET: z.optional(z.string()),
});

/** The checked environment. Durations are in the unit that the name says; lists are parsed. */
export type Env = Omit<
  z.infer<typeof schema>,
  | 'DELIVERY_RETRY_SCHEDULE'
  | 'DELIVERY_ALLOWED_PRIVATE_HOSTS'
  | 'DELIVERY_ALLOWED_PORTS'
  | 'TRUSTED_PROXIES'
  | 'ENCRYPTION_KEYS'
> & {
  /** Seconds between attempts, in order. */
  DELIVERY_RETRY_SCHEDULE: number[];
  DELIVERY_ALLOWED_PRIVATE_HOSTS: AllowedPrivateHost[];
  /** Null: every port that browsers allow. */
  DELIVERY_ALLOWED_PORTS: number[] | null;
  /** CIDRs of proxies whose X-Forwarded-For counts. */
  TRUSTED_PROXIES: string[];
  /** First encrypts, all decrypt. */
  ENCRYPTION_KEYS: { id: string; key: Buffer }[];
};

/** All that is wrong with the environment, one line each. */
export class EnvError extends Error {
  override name = 'EnvError';
  constructor(readonly problems: string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Null for what names no range, or no port. */
function parsePrivateHost(entry: string): AllowedPrivateHost | null {
  const match = PRIVATE_HOST.exec(entry);
  if (!match) return null;
  const cidr = `${match[1] ?? match[3]}/${match[2] ?? match[4]}`;
  const port = match[5] === undefined ? null : Number(match[5]);
  return ipaddr.isValidCIDR(cidr) && (port === null || isPort(port)) ? { cidr, port } : null;
}

function isPort(port: number): boolean {
  return port > 0 && port < 65_536;
}

/** Checks `source` as a whole. Throws {@link EnvError} that names each wrong variable and its remedy. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.keys(schema.def.shape).map((key) => [key, text(source[key])]));
  const result = z.safeParse(schema, given);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const oidc = ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_CLIENT_ID', 'AUTH_OIDC_CLIENT_SECRET'].filter(
    (key) => given[key],
  );
  if (oidc.length > 0 && oidc.length < 3)
    problems.push('AUTH_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET go together');
  if (Boolean(given.SMTP_URL) !== Boolean(given.MAIL_FROM))
    problems.push('SMTP_URL and MAIL_FROM go together');
  if (problems.length > 0 || !result.success) throw new EnvError(problems);
  const env = result.data;
  return {
    ...env,
    DELIVERY_RETRY_SCHEDULE: list(env.DELIVERY_RETRY_SCHEDULE).map(Number),
    DELIVERY_ALLOWED_PRIVATE_HOSTS: list(env.DELIVERY_ALLOWED_PRIVATE_HOSTS).flatMap(
      (entry) => parsePrivateHost(entry) ?? [],
    ),
    DELIVERY_ALLOWED_PORTS: env.DELIVERY_ALLOWED_PORTS ? list(env.DELIVERY_ALLOWED_PORTS).map(Number) : null,
    TRUSTED_PROXIES: list(env.TRUSTED_PROXIES),
    ENCRYPTION_KEYS: list(env.ENCRYPTION_KEYS).map((entry) => {
      const at = entry.indexOf(':');
      return { id: entry.slice(0, at), key: Buffer.from(entry.slice(at + 1), 'base64') };
    }),
  };
}

let cached: Env | undefined;

/** The environment of this process, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
