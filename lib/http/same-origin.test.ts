import { describe, expect, it, vi } from 'vitest';

/** The module over an environment of its own, as that is read once. */
async function withAddress(address: string | undefined) {
  vi.resetModules();
  vi.stubEnv('AUTH_URL', address);
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1/unused');
  return import('@/lib/http/same-origin');
}

async function judge(address: string | undefined, host: string | null, origin: string | null) {
  const { assertSameOrigin } = await withAddress(address);
  const headers = new Headers({ ...(host && { host }), ...(origin !== null && { origin }) });
  try {
    assertSameOrigin(headers);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'forbidden', key: 'origin_foreign' });
    return false;
  }
}

describe('assertSameOrigin', () => {
  it.each([
    ['https://panel.example.com', 'panel.example.com', 'https://panel.example.com'],
    // A proxy in front that sends its own Host.
    ['https://panel.example.com', '10.0.0.7:3000', 'https://panel.example.com'],
    ['http://127.0.0.1:3000', 'localhost:3000', 'http://localhost:3000'],
    ['http://localhost:3000', '[::1]:3000', 'http://[::1]:3000'],
    // Host plays no part.
    ['http://127.0.0.1:3000', null, 'http://localhost:3000'],
    ['https://panel.example.com/', 'panel.example.com', 'https://panel.example.com'],
  ])('with AUTH_URL %s at %s lets %s through', async (address, host, origin) => {
    expect(await judge(address, host, origin)).toBe(true);
  });

  it.each([
    ['https://panel.example.com', 'panel.example.com', null],
    ['https://panel.example.com', 'panel.example.com', 'null'],
    ['https://panel.example.com', 'panel.example.com', ''],
    ['https://panel.example.com', 'panel.example.com', 'http://panel.example.com'],
    ['https://panel.example.com', 'panel.example.com', 'https://evil.example'],
    ['https://panel.example.com', 'panel.example.com', 'https://panel.example.com.evil.example'],
    ['https://panel.example.com', 'panel.example.com', 'https://panel.example.com:8443'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', 'http://127.0.0.1:3001'],
    ['http://127.0.0.1:3000', 'localhost:3000', 'https://localhost:3000'],
    ['http://127.0.0.1:3000', 'a b', 'http://a b'],
    // A name that somebody made lead to this machine.
    ['http://127.0.0.1:3000', 'rebound.evil.example:3000', 'http://rebound.evil.example:3000'],
    ['https://panel.example.com', 'evil.example', 'https://evil.example'],
    ['https://panel.example.com', 'panel.example.com', 'https://panel.example.com/'],
    ['https://panel.example.com', 'panel.example.com', 'HTTPS://PANEL.EXAMPLE.COM'],
    [undefined, '127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('with AUTH_URL %s at %s refuses %j', async (address, host, origin) => {
    expect(await judge(address, host, origin)).toBe(false);
  });
});

describe('panelOrigin', () => {
  it.each([
    ['https://panel.example.com', 'evil.example', 'https://panel.example.com'],
    ['https://panel.example.com', '127.0.0.1:3000', 'https://panel.example.com'],
    ['http://127.0.0.1:3000', 'localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://127.0.0.1:3000', 'evil.example', 'http://127.0.0.1:3000'],
    [undefined, '127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ])('of AUTH_URL %s called as %s is %s', async (address, host, expected) => {
    const { panelOrigin } = await withAddress(address);
    expect(panelOrigin(host)).toBe(expected);
  });
});
