import { expect } from 'vitest';
import { authHandler } from '@/lib/auth/auth-handler';
import { findActor } from '@/lib/auth/find-actor';
import { sessionCookieName } from '@/lib/auth/session';
import { ORIGIN } from './api';
import type { IdentityProvider } from './identity-provider';

/** A browser as far as cookies go, at next-auth's own endpoints. */
export class Visitor {
  readonly jar = new Map<string, string>();

  /** @param accept what it sends as Accept: `text/html`, as people's browsers do, or nothing, as scripts may */
  constructor(private readonly accept?: 'text/html') {}

  private async send(
    path: string,
    init: { method?: string; body?: URLSearchParams } = {},
  ): Promise<Response> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    // As Next hands it over.
    const request = new Request(`http://localhost:3000${path}`, {
      ...init,
      headers: { cookie, host: '127.0.0.1:3000', ...(this.accept && { accept: this.accept }) },
      redirect: 'manual',
    });
    const response = await authHandler(request);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return response;
  }

  get(path: string): Promise<Response> {
    return this.send(path);
  }

  async post(path: string, fields: Record<string, string> = {}): Promise<Response> {
    const { csrfToken } = (await (await this.send('/api/auth/csrf')).json()) as { csrfToken: string };
    return this.send(path, { method: 'POST', body: new URLSearchParams({ csrfToken, ...fields }) });
  }

  signIn(email: string, password: string, callbackUrl = '/settings/webhooks'): Promise<Response> {
    return this.post('/api/auth/callback/credentials', { email, password, callbackUrl });
  }

  signOut(): Promise<Response> {
    return this.post('/api/auth/signout');
  }

  /** From the panel to the identity provider and back. */
  async signInElsewhere(
    provider: IdentityProvider,
    claims: { sub: string; email?: string; email_verified?: boolean },
  ): Promise<Response> {
    const away = await this.post('/api/auth/signin/sso', { callbackUrl: '/settings/webhooks' });
    const address = away.headers.get('location') ?? '';
    expect(address).toContain(`${provider.issuer}/authorize`);
    const { searchParams } = new URL(address);
    expect(searchParams.get('redirect_uri')).toBe(`${ORIGIN}/api/auth/callback/sso`);
    const back = new URLSearchParams({ code: provider.authorize(address, claims) });
    const state = searchParams.get('state');
    if (state) back.set('state', state);
    return this.get(`/api/auth/callback/sso?${back}`);
  }

  /** Its session's cookie, as it would send it. */
  cookie(): string {
    return `${sessionCookieName()}=${this.jar.get(sessionCookieName()) ?? ''}`;
  }

  actor() {
    return findActor(new Headers({ cookie: this.cookie() }));
  }
}
