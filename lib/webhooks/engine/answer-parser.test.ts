import { describe, expect, it } from 'vitest';
import { AnswerError, AnswerParser, isBlank } from './answer-parser';

/** What odd-answers.test.ts and hostile-receivers.test.ts see over a socket is here read from pieces cut anywhere. */

interface Read {
  head: [statusCode: number, headers: Record<string, string>] | null;
  body: string;
  /** What {@link AnswerHandler.onComplete} said, once; null: never called. */
  keepAliveMs: number | null;
  /** By the end of the connection, behind the last piece. */
  wholeByEnd: boolean;
  isError: boolean;
}

function read(pieces: readonly string[]): Read {
  const result: Read = { head: null, body: '', keepAliveMs: null, wholeByEnd: false, isError: false };
  const parser = new AnswerParser({
    onHead: (statusCode, headers) => {
      expect(result.head).toBeNull();
      result.head = [statusCode, { ...headers }];
    },
    onBody: (piece) => {
      expect(result.head).not.toBeNull();
      result.body += piece.toString('latin1');
    },
    onComplete: (keepAliveMs) => {
      expect(result.head).not.toBeNull();
      result.keepAliveMs ??= keepAliveMs;
    },
  });
  try {
    for (const piece of pieces) parser.push(Buffer.from(piece, 'latin1'));
    result.wholeByEnd = parser.end();
  } catch (error) {
    expect(error).toBeInstanceOf(AnswerError);
    result.isError = true;
  }
  return result;
}

type Answer = [name: string, answer: string, Partial<Read>];
const ANSWERS: Answer[] = [
  [
    'with a length',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello',
    { head: [200, { 'content-length': '5', 'x-a': 'b' }], body: 'hello', keepAliveMs: Infinity },
  ],
  [
    'in chunks',
    'HTTP/1.1 201 C\r\ntransfer-encoding:chunked\r\n\r\n3;x="y"\r\nhel\r\n02 \r\nlo\r\n0\r\nx-t: 1\r\n\r\n',
    { head: [201, { 'transfer-encoding': 'chunked' }], body: 'hello', keepAliveMs: Infinity },
  ],
  ['to the end', 'HTTP/1.1 500 No\r\n\r\nhello', { body: 'hello', keepAliveMs: null, wholeByEnd: true }],
  [
    'coded otherwise than in chunks at last, so to the end',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n5\r\nhello',
    { body: '5\r\nhello', wholeByEnd: true },
  ],
  [
    'whose coding only ends in that word, so to the end',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: x chunked\r\n\r\n0\r\n\r\n',
    { body: '0\r\n\r\n', keepAliveMs: null, wholeByEnd: true },
  ],
  ['of nothing', 'HTTP/1.1 204\r\n\r\n', { head: [204, {}], body: '', keepAliveMs: Infinity }],
  [
    'behind interim ones and empty lines',
    '\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\nlink: </a>\r\ncontent-length: 9\r\n\r\nHTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n',
    { head: [200, { 'content-length': '0' }], keepAliveMs: 0 },
  ],
  [
    'with blanks around values, and several of a name',
    'HTTP/1.1 200 OK\r\na: \t b c \t\r\nA:d\r\nb:\r\ncontent-length: 0\r\n\r\n',
    { head: [200, { a: 'b c, d', b: '', 'content-length': '0' }] },
  ],
  [
    'with names that objects have',
    'HTTP/1.1 200 OK\r\nconstructor: a\r\nx: 1\r\n__proto__: b\r\nconstructor: c\r\ncontent-length: 0\r\n\r\n',
    {
      head: [
        200,
        Object.fromEntries([
          ['constructor', 'a, c'],
          ['x', '1'],
          ['__proto__', 'b'],
          ['content-length', '0'],
        ]),
      ],
    },
  ],
  [
    'with values in UTF-8 and in Latin-1',
    'HTTP/1.1 200 OK\r\nx: n\xc3\xa3o\r\ny: \xff\r\ncontent-length: 0\r\n\r\n',
    { head: [200, { x: 'não', y: 'ÿ', 'content-length': '0' }] },
  ],
  ['then closed', 'HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 0\r\n\r\n', { keepAliveMs: 0 }],
  [
    'kept by HTTP/1.0',
    'HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\nkeep-alive: timeout=2, max=100\r\ncontent-length: 0\r\n\r\n',
    { keepAliveMs: 1500 },
  ],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', { head: null, isError: true }],
  ['another HTTP', 'HTTP/2 200 OK\r\n\r\n', { head: null, isError: true }],
  ['lines without CR', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n', { head: null, isError: true }],
  [
    'with the same length more than once',
    'HTTP/1.1 200 OK\r\ncontent-length: 12\r\na: b\r\nContent-Length: 12 , 12\r\n\r\nhello, world',
    {
      head: [200, { a: 'b', 'content-length': '12, 12 , 12' }],
      body: 'hello, world',
      keepAliveMs: 0,
    },
  ],
  ...['0\r\ncontent-length: 1', '1, 11', '11, 1', '1,', ',1', '1 1', '1, 01'].map(
    (lengths): Answer => [
      `with the lengths ${JSON.stringify(lengths)}`,
      `HTTP/1.1 200 OK\r\ncontent-length: ${lengths}\r\n\r\n`,
      { head: null, isError: true },
    ],
  ),
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    { head: null, isError: true },
  ],
  ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n', { head: null, isError: true }],
  ['a CR within a line', 'HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n', { head: null, isError: true }],
  ['an upgrade', 'HTTP/1.1 101 Go\r\nupgrade: x\r\n\r\n', { head: null, isError: true }],
  [
    'a chunk of no size',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0x2\r\nok\r\n',
    { body: 'ok', keepAliveMs: null, isError: true },
  ],
  [
    'a chunk longer than its size',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok!\r\n0\r\n\r\n',
    { body: 'ok', keepAliveMs: null, isError: true },
  ],
];

describe('an answer', () => {
  it.each(ANSWERS)('%s', (_, answer, expected) => {
    expect(read([answer])).toMatchObject(expected);
  });

  it.each(ANSWERS)('%s, in pieces', (_, answer) => {
    const whole = read([answer]);
    for (let cut = 1; cut < answer.length; cut++)
      expect(read([answer.slice(0, cut), answer.slice(cut)]), `cut at ${cut}`).toEqual(whole);
    expect(read([...answer]), 'byte by byte').toEqual(whole);
  });
});

describe('what comes behind an answer', () => {
  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  it('is no part of it, and ends the trust in its connection unless it is an empty line', () => {
    expect(read([`${OK}\r\n`])).toMatchObject({ body: 'ok', keepAliveMs: Infinity });
    for (const more of ['!', '\r\n!', OK])
      expect(read([OK + more])).toMatchObject({ body: 'ok', keepAliveMs: 0, isError: false });
  });
});

describe('an answer without an end', () => {
  const endless = (beginning: string, piece: string): number => {
    let received = 0;
    const parser = new AnswerParser({ onHead: () => {}, onBody: () => {}, onComplete: () => {} });
    parser.push(Buffer.from(beginning));
    const push = () => {
      for (;;) {
        parser.push(Buffer.from(piece));
        received = parser.received;
      }
    };
    expect(push).toThrow(AnswerError);
    return received;
  };
  it.each([
    ['a reason', 'HTTP/1.1 200 ', 'more '.repeat(1000), 32],
    ['interim answers', '', 'HTTP/1.1 103 E\r\n\r\n'.repeat(100), 32],
    ['empty lines', '', '\r\n'.repeat(1000), 32],
    ['headers', 'HTTP/1.1 200 OK\r\n', 'a:\r\n'.repeat(1000), 32],
    [
      'a body in chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
      '1\r\na\r\n'.repeat(500),
      128,
    ],
    [
      'the extension of a chunk',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;',
      'x'.repeat(5000),
      128,
    ],
    ['trailers', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n', 'x: y\r\n'.repeat(500), 128],
  ])('reads no more of %s than it may have', (_, beginning, piece, kib) => {
    const received = endless(beginning, piece);
    expect(received).toBeLessThanOrEqual(kib * 1024);
    expect(received).toBeGreaterThan(kib * 1024 - 2 * piece.length);
  });
});

it('blank is what has ends of lines alone', () => {
  expect(isBlank(Buffer.from('\r\n\n'))).toBe(true);
  expect(isBlank(Buffer.from('ok\r\n'), 2)).toBe(true);
  expect(isBlank(Buffer.from('\r\n '))).toBe(false);
});
