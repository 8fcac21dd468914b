import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type BareReceiver, startBareReceiver } from '@/lib/testing/bare-receiver';
import { THIS_MACHINE } from '@/lib/testing/http-clients';
import { seededRandom } from '@/lib/testing/seeded-random';
import { HttpClient, type HttpExchange } from './http-client';

/**
 * Answers that are nearly right, read by our parser and by another one that the world uses (llhttp, in undici). Ours may
 * refuse more, but what it takes for an answer the other one takes for the same; or for none, where a length is said
 * twice, which is for the reader to choose (RFC 9110, 8.6).
 */

const ANSWERS = 2000;
vi.setConfig({ testTimeout: 60_000 });

const random = seededRandom(35);
const below = (n: number) => Math.floor(random.next() * n);
const one = (of: readonly string[]): string => of[below(of.length)] ?? '';

const STATUS_LINES = [
  'HTTP/1.1 200 OK',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 302 Found',
  'HTTP/1.1 500 \xe9',
  'HTTP/1.1 200',
  'HTTP/1.1 200 ',
  'HTTP/1.1  200 OK',
  'HTTP/1.2 200 OK',
  'http/1.1 200 OK',
];
const HEADERS = [
  'content-length: 2',
  'Content-Length:5',
  'content-length: 02 ',
  'content-length: 2, 2',
  'content-length:',
  'transfer-encoding: chunked',
  'Transfer-Encoding: gzip, CHUNKED',
  'transfer-encoding: chunked, identity',
  'transfer-encoding:',
  'connection: close',
  'connection: keep-alive, upgrade',
  'upgrade: h2c',
  'keep-alive: timeout=0',
  'set-cookie: a=b; c',
  'x: \x80\t\xff',
  'x: \x01',
  'x\t: y',
  '\tx: y',
  ': y',
];
const BODIES = [
  '',
  'ok',
  'hello',
  'ok\r\n',
  '2\r\nok\r\n0\r\n\r\n',
  '02;a="b"\r\nok\r\n000\r\nt: 1\r\n\r\n',
  '2 \r\nok\r\n0\r\n\r\n',
  '2\nok\r\n0\r\n\r\n',
  'A\r\n0123456789\r\n0\r\n\r\n!',
  '-1\r\n',
];
const BEFORE = ['', '', '\r\n', 'HTTP/1.1 103 Early\r\nlink: a\r\n\r\n'];
const BYTES = ['\r', '\n', '\0', ' ', ':', ';', '0', 'x', '\xff', ''];

/** One in three has a byte changed, added or left out. */
function nearlyRight(): string {
  const headers = Array.from({ length: below(4) }, () => `${one(HEADERS)}\r\n`).join('');
  const answer = `${one(BEFORE)}${one(STATUS_LINES)}\r\n${headers}\r\n${one(BODIES)}`;
  if (random.next() > 1 / 3) return answer;
  const at = below(answer.length);
  return answer.slice(0, at) + one(BYTES) + answer.slice(at + below(2));
}

let answer = '';
let receiver: BareReceiver;
const agent = new Agent();
const ours = new HttpClient({
  policy: THIS_MACHINE,
  timeoutMs: 10_000,
});

beforeAll(async () => {
  receiver = await startBareReceiver(
    (socket) => void socket.once('data', () => socket.end(answer, 'latin1')),
  );
});

afterAll(async () => {
  ours.close();
  await agent.destroy();
  receiver.close();
});

/** Null: no answer to undici. A body of null: it broke off. */
async function byUndici(): Promise<{ statusCode: number; body: string | null } | null> {
  try {
    const { statusCode, body } = await request(receiver.url, {
      method: 'POST',
      body: '{}',
      dispatcher: agent,
    });
    const bytes = await body.arrayBuffer().catch(() => null);
    return { statusCode, body: bytes && Buffer.from(bytes).toString('utf8') };
  } catch {
    return null;
  }
}

const repeatsLength = ({ responseHeaders }: HttpExchange) =>
  responseHeaders?.['content-length']?.includes(',') === true;

it('what we take for an answer is the same answer to another reader', async () => {
  let both = 0;
  for (let time = 0; time < ANSWERS; time++) {
    answer = nearlyRight();
    const mine = await ours.post({ url: new URL(receiver.url), headers: {}, body: Buffer.from('{}') });
    const other = await byUndici();
    if (mine.statusCode === null || (other === null && repeatsLength(mine))) continue;
    both++;
    const label = JSON.stringify(answer);
    expect(other?.statusCode, label).toBe(mine.statusCode);
    if (other?.body !== null && !mine.responseTruncated)
      expect(other?.body.replaceAll('\0', '\ufffd'), label).toBe(mine.responseBody);
  }
  // Neither all nor none of them.
  expect(both).toBeGreaterThan(ANSWERS / 4);
  expect(both).toBeLessThan(ANSWERS * 0.9);
});
