import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createApiKeyInput } from '@/lib/auth/schemas';
import { AppError } from '@/lib/errors';
import { parseQuery, parseWith, readJson } from '@/lib/http/parse';
import { fieldErrors } from '@/lib/http/problem';
import {
  auditQuery,
  createWebhookInput,
  deliveryQuery,
  eraseCustomerInput,
  startResendInput,
  testInput,
  updateWebhookInput,
} from '@/lib/webhooks/schemas';

const post = (body: BodyInit, contentType: string | null = 'application/json') =>
  new Request('http://127.0.0.1:3000/api/x', {
    method: 'POST',
    // A stream, as fetch would set a content type of its own for text.
    body: new Response(body).body,
    duplex: 'half',
    headers: contentType ? { 'content-type': contentType } : {},
  } as RequestInit);

describe('parseWith', () => {
  it('reports every wrong field by path and message key', () => {
    const attempt = () =>
      parseWith(createWebhookInput, { url: 'ftp://x', events: ['call.created', 'nope'], secret: 'short' });
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'invalid',
        fields: expect.arrayContaining([
          { path: ['url'], key: 'url_https' },
          { path: ['events', '1'], key: 'event_unknown' },
          { path: ['secret'], key: 'secret_length' },
        ]),
      }),
    );
  });

  it('names a field that does not exist, and repeats nothing that is no name', () => {
    const unknownFields = (value: object) => () => parseWith(testInput, value);
    const secret = `whsec_${'s'.repeat(44)}`;
    for (const [given, fields] of [
      [{ evnt: 1 }, [{ path: ['evnt'], key: 'field_unknown' }]],
      [{ [secret]: 1 }, [{ path: [], key: 'fields_unknown' }]],
      [{ 'ana@example.com': 1 }, [{ path: [], key: 'fields_unknown' }]],
    ] as const)
      expect(unknownFields(given)).toThrow(expect.objectContaining({ fields }));
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`a${index}`, 1]));
    expect(unknownFields(many)).toThrow(
      expect.objectContaining({ fields: expect.toSatisfy((fields: unknown[]) => fields.length === 20) }),
    );
  });

  it('reports what no schema has words for as an invalid value, and the body itself on an empty path', () => {
    expect(() => parseWith(z.object({ a: z.number() }), { a: 'x' })).toThrow(
      expect.objectContaining({ fields: [{ path: ['a'], key: 'value_invalid' }] }),
    );
    for (const body of [null, [], 'text', 7])
      expect(() => parseWith(createWebhookInput, body)).toThrow(
        expect.objectContaining({ fields: [{ path: [], key: 'body_object' }] }),
      );
    expect(() => parseWith(updateWebhookInput, {})).toThrow(
      expect.objectContaining({ fields: [{ path: [], key: 'nothing_to_change' }] }),
    );
  });
});

describe('parseQuery', () => {
  const query = (search: string) => parseQuery(deliveryQuery, new Request(`http://127.0.0.1/x${search}`));

  it('reads filters, and an empty one as absent', () => {
    expect(query('?status=failure&event=&limit=10&q=%20abc%20')).toEqual({
      status: 'failure',
      limit: 10,
      q: 'abc',
    });
  });

  it('hands times on in UTC, whatever their offset', () => {
    expect(query('?since=2026-11-25T00:00:00%2B23:59&until=2026-11-25T12:00:00.5-03:00')).toEqual({
      since: '2026-11-24T00:01:00.000Z',
      until: '2026-11-25T15:00:00.500Z',
    });
  });

  it.each([
    ['?limit=0', 'limit', 'limit_range'],
    ['?limit=101', 'limit', 'limit_range'],
    ['?limit=1.5', 'limit', 'limit_range'],
    ['?limit=x', 'limit', 'limit_range'],
    ['?status=done', 'status', 'status_unknown'],
    ['?event=call.x', 'event', 'event_unknown'],
    ['?since=yesterday', 'since', 'time_invalid'],
    ['?until=2026-02-30T00:00:00Z', 'until', 'time_invalid'],
    ['?since=0000-01-01T00:00:00Z', 'since', 'time_invalid'],
    ['?since=0001-01-01T00:00:00%2B23:59', 'since', 'time_invalid'],
    ['?until=9999-12-31T23:59:59-23:59', 'until', 'time_invalid'],
    [`?q=${'a'.repeat(300)}`, 'q', 'q_too_long'],
    ['?q=a%00b', 'q', 'characters_illegible'],
    ['?status=failure&status=timeout', 'status', 'parameter_twice'],
    ['?status=failure&page=1&status=failure&page=2', 'status', 'parameter_twice'],
  ])('%s is refused on %s', (search, path, key) => {
    expect(() => query(search)).toThrow(expect.objectContaining({ fields: [{ path: [path], key }] }));
  });
});

describe('the words for', () => {
  function wordsOf(schema: z.ZodMiniType, value: unknown): string[] {
    try {
      parseWith(schema, value);
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return (['en', 'pt-BR'] as const).flatMap((locale) =>
        fieldErrors(error, locale).map(({ message }) => message),
      );
    }
  }

  it.each(['2026-02-30T10:00:00Z', '2026-02-20T10:00:00'])(
    'the time %s fit what is wrong with it',
    (since) => {
      expect(wordsOf(deliveryQuery, { since })).toEqual([
        'Enter a date and time that exists, with its offset, as in 2026-02-20T14:30:00Z',
        'Informe uma data e hora que exista, com o fuso, como 2026-02-20T14:30:00Z',
      ]);
    },
  );

  it.each(['success', 'done'])('a resend of %s say what can be resent', (status) => {
    expect(wordsOf(startResendInput, { status })).toEqual([
      'Only failure, timeout and held can be resent: choose one of them',
      'Só failure, timeout e held podem ser reenviados: escolha um deles',
    ]);
  });
});

describe('what the database has no text for', () => {
  it.each([
    [eraseCustomerInput, { id: 'a\0' }, 'id', 'characters_illegible'],
    [eraseCustomerInput, { id: '\ud800' }, 'id', 'characters_illegible'],
    [eraseCustomerInput, { email: 'a\0@example.com' }, 'email', 'email_invalid'],
    [auditQuery, { who: 'user:\0' }, 'who', 'characters_illegible'],
    [createApiKeyInput, { name: 'a\0', scope: 'manager' }, 'name', 'characters_illegible'],
  ] as const)('is refused with its field (%#)', (schema, value, path, key) => {
    expect(() => parseWith(schema, value)).toThrow(
      expect.objectContaining({ fields: [{ path: [path], key }] }),
    );
  });
});

describe('readJson', () => {
  it('reads JSON with or without a charset', async () => {
    expect(await readJson(post('{"event":"call.created"}'), testInput)).toEqual({ event: 'call.created' });
    expect(await readJson(post('{}', 'Application/JSON; charset=utf-8'), testInput)).toEqual({});
  });

  it.each([
    ['not JSON', post('{'), 'bad_request'],
    ['not UTF-8', post(new Uint8Array([0x22, 0xff, 0x22])), 'bad_request'],
    ['empty', post(''), 'bad_request'],
    ['a form', post('a=b', 'application/x-www-form-urlencoded'), 'unsupported_media_type'],
    ['of no type', post('{}', null), 'unsupported_media_type'],
    ['too large', post(JSON.stringify({ a: 'x'.repeat(70_000) })), 'payload_too_large'],
  ])('refuses a body that is %s', async (_, request, code) => {
    await expect(readJson(request, testInput)).rejects.toMatchObject({ code });
  });

  it('reads no body as {} only where it may be left out', async () => {
    const none = () => new Request('http://127.0.0.1/x', { method: 'POST' });
    expect(await readJson(none(), testInput, { optional: true })).toEqual({});
    await expect(readJson(none(), testInput)).rejects.toMatchObject({ code: 'unsupported_media_type' });
    await expect(readJson(post('{}', null), testInput, { optional: true })).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
  });
});
