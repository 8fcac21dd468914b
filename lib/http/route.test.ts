import { describe, expect, it } from 'vitest';
import { otherMethods } from '@/lib/http/route';

const ask = (method: string) => new Request('http://127.0.0.1:3000/api/x', { method });

describe('otherMethods', () => {
  it.each([
    ['GET, POST, HEAD, OPTIONS', otherMethods('GET', 'POST')],
    ['POST, OPTIONS', otherMethods('POST')],
  ])('offers %s, to OPTIONS and with each refusal', async (allow, handlers) => {
    const options = handlers.OPTIONS(ask('OPTIONS'));
    expect([options.status, options.headers.get('allow'), await options.text()]).toEqual([204, allow, '']);
    const refused = handlers.DELETE(ask('DELETE'));
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow]);
    expect(await refused.json()).toMatchObject({ code: 'method_not_allowed' });
  });
});
