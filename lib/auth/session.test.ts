import { describe, expect, it, vi } from 'vitest';

async function withAddress(address: string) {
  vi.resetModules();
  vi.stubEnv('AUTH_URL', address);
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1/unused');
  return { ...(await import('@/lib/auth/session')), ...(await import('@/lib/auth/auth-config')) };
}

describe('cookies', () => {
  it('are kept from plain http where the panel is reached by https', async () => {
    const { secureCookies, sessionCookieName, authConfig } = await withAddress('https://panel.example.com');
    expect([secureCookies(), sessionCookieName()]).toEqual([true, '__Host-authjs.session-token']);
    expect(authConfig()).toMatchObject({ useSecureCookies: true });
  });

  it('work over plain http on a machine of one’s own', async () => {
    const { secureCookies, sessionCookieName } = await withAddress('http://127.0.0.1:3000');
    expect([secureCookies(), sessionCookieName()]).toEqual([false, 'authjs.session-token']);
  });
});

describe('single sign-on', () => {
  it('is offered only where it is configured', async () => {
    const { authConfig, ssoConfigured } = await withAddress('http://127.0.0.1:3000');
    expect(ssoConfigured()).toBe(false);
    expect(authConfig().providers).toHaveLength(1);
  });
});
