import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { toOriginForm } from './origin-form';

function read(url: string) {
  const request = { url, headers: { host: 'beside.example' } } as unknown as IncomingMessage;
  toOriginForm(request);
  return [request.url, request.headers.host];
}

describe('a request for a whole URL', () => {
  it.each([
    ['http://panel.example/api/events?a=http://b', '/api/events?a=http://b', 'panel.example'],
    ['HTTPS://Panel.Example:8443/x', '/x', 'Panel.Example:8443'],
    ['http://[::1]:3000/x', '/x', '[::1]:3000'],
    ['http://panel.example', '/', 'panel.example'],
    ['http://panel.example?a=b', '/?a=b', 'panel.example'],
    // As it would be without a host in front.
    ['http://panel.example//evil.example/x', '//evil.example/x', 'panel.example'],
    ['http://panel.example/%ff', '/%ff', 'panel.example'],
  ])('%s', (url, path, host) => {
    expect(read(url)).toEqual([path, host]);
  });

  it.each([
    '/x',
    '//evil.example/x',
    '/http://evil.example/',
    '*',
    '',
    'panel.example:443',
    'http:///x',
    'http:/x',
    'http://user@panel.example/x',
    'http://user:secret@panel.example/x',
    'http://panel.example:99999/x',
    'http://panel example/x',
    'http://panel.example/#x',
    'ftp://panel.example/x',
    'javascript://panel.example/x',
  ])('is not %j', (url) => {
    expect(read(url)).toEqual([url, 'beside.example']);
  });
});
