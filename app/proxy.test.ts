import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import { PATH_HEADER } from '@/lib/auth/callback-url';
import { config, proxy } from '@/proxy';

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
