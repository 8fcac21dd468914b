import { NextRequest } from 'next/server';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PATH_HEADER } from '@/lib/auth/callback-url';
import { config, proxy } from '@/proxy';

beforeAll(() => vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1/unused'));

describe('proxy', () => {
  it('tells pages their path and query, whatever a client claims', () => {
    const response = proxy(
      new NextRequest('http://127.0.0.1:3000/settings/webhooks?status=failure&q=a%20b', {
        headers: { [PATH_HEADER]: '/evil' },
      }),
    );
    expect(response.headers.get(`x-middleware-request-${PATH_HEADER}`)).toBe(
      '/settings/webhooks?status=failure&q=a%20b',
    );
  });

  it('gives each page a nonce of its own, by which alone scripts run', () => {
    const policies = [1, 2].map(() => {
      const response = proxy(
        new NextRequest('http://127.0.0.1:3000/sign-in', {
          headers: { 'content-security-policy': "script-src 'nonce-chosen'" },
        }),
      );
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(response.headers.get('x-middleware-request-content-security-policy')).toBe(policy);
      expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic';/);
      expect(policy.match(/script-src [^;]*/)?.[0]).not.toMatch(/unsafe|chosen/);
      expect(policy).toContain("frame-ancestors 'none'");
      return policy;
    });
    expect(policies[0]).not.toBe(policies[1]);
  });

  it('stays out of the API and of files', () => {
    const pattern = new RegExp(`^${config.matcher[0]}$`);
    expect(['/', '/sign-in', '/settings/webhooks', '/apiary'].filter((path) => !pattern.test(path))).toEqual(
      [],
    );
    expect(
      ['/api/events', '/_next/static/x.js', '/favicon.ico'].filter((path) => pattern.test(path)),
    ).toEqual([]);
  });
});
