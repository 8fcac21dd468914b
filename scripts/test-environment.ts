/** Names of every setting of the product; `npm test` must not see those of whoever runs it. */
const SETTINGS =
  /^(PORT|HOST|DATABASE_URL|AUTH_|ENCRYPTION_KEYS|DELIVERY_|INTAKE_|TRUSTED_PROXIES|RETENTION_|SMTP_|MAIL_|METRICS_|LOG_LEVEL|NODE_ENV)/;

/** Those of them that a `.env` file may hold as well. Blank counts as unset, and a file does not fill in what is blank. */
const ALSO_IN_FILES = [
  'DATABASE_URL',
  'HOST',
  'AUTH_SECRET',
  'AUTH_URL',
  'ENCRYPTION_KEYS',
  'DELIVERY_WORKER',
  'DELIVERY_CONCURRENCY',
  'DELIVERY_ENDPOINT_CONCURRENCY',
  'DELIVERY_ALLOWED_PORTS',
  'INTAKE_PORT',
  'INTAKE_RATE_LIMIT',
  'METRICS_TOKEN',
  'DELIVERY_PROXY_URL',
  'SMTP_URL',
  'MAIL_FROM',
  'AUTH_OIDC_ISSUER',
  'AUTH_OIDC_CLIENT_ID',
  'AUTH_OIDC_CLIENT_SECRET',
];

/** Blanks for all settings, to be laid over an environment. */
export function withoutSettings(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => SETTINGS.test(name));
  return Object.fromEntries([...names, ...ALSO_IN_FILES].map((name) => [name, '']));
}
