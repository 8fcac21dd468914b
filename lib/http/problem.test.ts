import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import { problemResponse } from '@/lib/http/problem';

const request = (language?: string) =>
  new Request('http://127.0.0.1:3000/api/x', language ? { headers: { 'accept-language': language } } : {});

describe('problemResponse', () => {
  it('names each wrong field in the language asked for', async () => {
    const error = new AppError('invalid', {
      fields: [
        { path: ['url'], key: 'url_https' },
        { path: ['events', '0'], key: 'event_unknown' },
      ],
    });
    const response = problemResponse(error, request('pt-BR,en;q=0.5'), 'test');
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('content-language')).toBe('pt-BR');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Alguns campos não são válidos',
      status: 422,
      detail: 'Confira os campos indicados.',
      code: 'invalid',
      errors: [
        { path: 'url', message: 'A URL deve começar com https://' },
        { path: 'events.0', message: 'Este evento não existe' },
      ],
    });
  });

  it('answers in English where nothing else is asked for', async () => {
    const body = await problemResponse(new AppError('not_found'), request(), 'test').json();
    expect(body).toMatchObject({ status: 404, title: 'Not found', code: 'not_found' });
  });

  it('fills in what a message has to say', async () => {
    const error = new AppError('payload_too_large', { key: 'body_over_limit', params: { limit_kib: 64 } });
    expect(await problemResponse(error, request(), 'test').json()).toMatchObject({
      status: 413,
      detail: 'The body is larger than 64 KiB.',
    });
  });

  it('says when to come back, in whole seconds', () => {
    const response = problemResponse(
      new AppError('rate_limited', { retryAfterSeconds: 0.2 }),
      request(),
      'test',
    );
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
  });

  it('tells a stranger how to be known', () => {
    const response = problemResponse(new AppError('unauthenticated'), request(), 'test');
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('gives away nothing of an unexpected error but the id of its log line', async () => {
    const response = problemResponse(new Error('secret whsec_abc in here'), request(), 'test');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('whsec_abc');
    const body = JSON.parse(text) as { fault_id: string; detail: string };
    expect(body.fault_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.detail).toContain(body.fault_id);
  });

  it('answers 503 while the database is away, whoever says so', () => {
    const away = [
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })])),
      Object.assign(new Error('terminating connection'), { code: '57P01' }),
      new Error('wrapped', { cause: new Error('Connection terminated unexpectedly') }),
    ];
    for (const error of away) {
      const response = problemResponse(error, request(), 'test');
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    }
  });
});
