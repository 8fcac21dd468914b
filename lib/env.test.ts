import { describe, expect, it } from 'vitest';
import { EnvError, parseEnv } from './env';

const WHOLE = {
  DATABASE_URL: 'postgresql://voki@db.example.com/voki',
  AUTH_SECRET: 'a secret of at least 32 characters',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

const read = (given: Record<string, string> = {}) => parseEnv({ ...WHOLE, ...given });

/** What is wrong with the environment, by name. */
function wrong(given: Record<string, string | undefined>): string[] {
  try {
    parseEnv({ ...WHOLE, ...given });
    return [];
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return error.problems.map((problem) => problem.split(' ')[0] ?? '');
  }
}

describe('the environment', () => {
  it('has a default for everything but the database and its secrets', () => {
    expect(read()).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      DELIVERY_WORKER: 'on',
      DELIVERY_TIMEOUT_MS: 15_000,
      DELIVERY_RETRY_SCHEDULE: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
      DELIVERY_ALLOWED_PRIVATE_HOSTS: [],
      DELIVERY_ALLOWED_PORTS: null,
      TRUSTED_PROXIES: [],
      RETENTION_PAYLOAD_DAYS: 30,
    });
  });

  it('takes what is blank for absent', () => {
    expect(read({ PORT: ' ', DELIVERY_ALLOWED_PORTS: '' })).toMatchObject({
      PORT: 3000,
      DELIVERY_ALLOWED_PORTS: null,
    });
  });

  it('tells all that is wrong in one message', () => {
    const given = { DATABASE_URL: undefined, AUTH_SECRET: 'short', PORT: '70000', LOG_LEVEL: 'loud' };
    expect(wrong(given).sort()).toEqual(['AUTH_SECRET', 'DATABASE_URL', 'LOG_LEVEL', 'PORT']);
    expect(() => parseEnv({ ...WHOLE, AUTH_SECRET: 'short' })).toThrow(
      'The environment is not complete:\n  AUTH_SECRET must have at least 32 characters',
    );
  });

  it.each([
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['NODE_ENV', 'staging', 'must be development, production or test'],
    ['AUTH_URL', 'https://panel.example.com/voki', 'must be scheme, host and port alone, as in https://'],
    ['AUTH_URL', 'https://ana:word@panel.example.com', 'must be scheme, host and port alone, as in https://'],
    ['AUTH_URL', 'mailto:ana@example.com', 'must be the address that people open, as in https://'],
  ])('says what %s must be in place of %s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(`\n  ${name} ${message}`);
  });

  it.each([
    ['HOST', '0.0.0.0'],
    ['HOST', '::'],
    ['HOST', 'fe80::1%eth0'],
    ['HOST', 'voki-1.internal'],
    ['AUTH_URL', 'https://panel.example.com'],
    ['AUTH_URL', 'https://panel.example.com:443/'],
    ['AUTH_URL', 'http://[::1]:3000'],
  ])('%s may be %s', (name, value) => {
    expect(read({ [name]: value })).toMatchObject({ [name]: value });
  });

  it('reads lists', () => {
    expect(
      read({
        DELIVERY_ALLOWED_PRIVATE_HOSTS: '10.0.0.0/8:8080, [fd00::/8]:8443,fd00::/8,192.168.0.0/16',
        DELIVERY_ALLOWED_PORTS: '443, 8443',
        DELIVERY_RETRY_SCHEDULE: ' 1, 2 ',
      }),
    ).toMatchObject({
      DELIVERY_ALLOWED_PRIVATE_HOSTS: [
        { cidr: '10.0.0.0/8', port: 8080 },
        { cidr: 'fd00::/8', port: 8443 },
        { cidr: 'fd00::/8', port: null },
        { cidr: '192.168.0.0/16', port: null },
      ],
      DELIVERY_ALLOWED_PORTS: [443, 8443],
      DELIVERY_RETRY_SCHEDULE: [1, 2],
    });
  });

  it.each([
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '10.0.0.1'],
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '10.0.0.0/40'],
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '999.0.0.0/8'],
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '[::1/129]'],
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '10.0.0.0/8:0'],
    ['DELIVERY_ALLOWED_PRIVATE_HOSTS', '10.0.0.0/8:70000'],
    ['DELIVERY_ALLOWED_PORTS', '443,x'],
    ['DELIVERY_ALLOWED_PORTS', '0'],
    ['DELIVERY_RETRY_SCHEDULE', '5;300'],
    ['DELIVERY_PROXY_URL', 'socks5://proxy:1080'],
    ['TRUSTED_PROXIES', '10.0.0.7'],
    ['AUTH_URL', 'panel.example.com'],
    ['AUTH_URL', 'panel.example.com:443'],
    ['AUTH_URL', 'localhost:3000'],
    ['AUTH_URL', 'https://panel.example.com?from=mail'],
    ['AUTH_URL', 'https://panel.example.com/#top'],
    ['AUTH_URL', 'https://ana@panel.example.com'],
    ['HOST', 'bad host'],
    ['HOST', '[::1]'],
    ['HOST', '999.0.0.1'],
    ['HOST', 'panel/x'],
    ['PORT', 'abc'],
    ['PORT', '/x'],
    ['AUTH_SECRET', 'short'],
    ['ENCRYPTION_KEYS', 'k1:c2hvcnQ='],
    ['ENCRYPTION_KEYS', `${WHOLE.ENCRYPTION_KEYS},${WHOLE.ENCRYPTION_KEYS}`],
    ['DATABASE_URL', 'mysql://db'],
    ['METRICS_TOKEN', 'short'],
  ])('%s is not %s', (name, value) => {
    expect(wrong({ [name]: value })).toEqual([name]);
  });

  it.each([{ SMTP_URL: 'smtp://mail.example.com' }, { AUTH_OIDC_CLIENT_ID: 'voki' }])(
    'has %j only with what belongs to it',
    (given) => {
      expect(wrong(given)).toHaveLength(1);
    },
  );
});
