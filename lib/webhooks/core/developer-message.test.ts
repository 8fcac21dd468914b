import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlCommand, developerMessage, type SentAttempt, technicalLine } from './developer-message';

const BODY = `{"event":"call.completed","data":{"name":"D'Ávila \\"x\\" $HOME \`id\` 🎧"}}`;

const ATTEMPT: SentAttempt = {
  code: 'http_4xx',
  status_code: 401,
  started_at: '2026-11-24T14:30:05.123Z',
  duration_ms: 142,
  request_headers: {
    'Content-Type': 'application/json',
    'X-Voki-Signature': 'sha256=abc123',
    'Content-Length': '99',
    Host: 'crm.example.com',
  },
  response_headers: { 'content-type': 'application/json' },
  response_body: '{"error":"invalid signature"}',
  response_truncated: false,
  remote_address: '203.0.113.7',
};

const WORDS = {
  greeting: 'Can you help?',
  diagnosis: 'It did not accept our signature.',
  request: 'What we sent',
  answer: 'What it answered',
  noAnswer: 'No answer.',
  truncated: 'cut',
  verification: 'How to check',
  details: 'More',
};

const message = (attempt: Partial<SentAttempt> = {}) =>
  developerMessage({
    url: 'https://crm.example.com/voki',
    deliveryId: 'a1',
    body: BODY,
    attempt: { ...ATTEMPT, ...attempt },
    link: 'https://panel.example.com/d/a1',
    words: WORDS,
  });

describe('curlCommand', () => {
  it('hands a shell exactly the headers and the body that were sent', () => {
    const command = curlCommand({
      url: 'https://crm.example.com/voki?a=1&b=2',
      headers: ATTEMPT.request_headers,
      body: BODY,
    });
    const run = spawnSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\0'")], { encoding: 'utf8' });
    expect(run.stdout.split('\0').slice(0, -1)).toEqual([
      '-i',
      '-X',
      'POST',
      'https://crm.example.com/voki?a=1&b=2',
      '-H',
      'Content-Type: application/json',
      '-H',
      'X-Voki-Signature: sha256=abc123',
      '--data-raw',
      BODY,
    ]);
  });

  it('tells curl to take brackets in an address as they are', () => {
    for (const url of [
      'https://a.example/?hook[]=1',
      'https://a.example/?x={1,2}',
      'https://[2606:4700::1111]/',
    ])
      expect(curlCommand({ url, headers: {}, body: null })).toBe(`curl -g -i -X POST '${url}'`);
  });

  it('does without a body that retention removed', () => {
    expect(curlCommand({ url: 'https://a.example/', headers: {}, body: null })).toBe(
      "curl -i -X POST 'https://a.example/'",
    );
  });
});

describe('technicalLine', () => {
  it('names status, time and address', () =>
    expect(technicalLine(ATTEMPT)).toBe('HTTP 401 Unauthorized · 142 ms · 203.0.113.7'));

  it('names the code where no answer came', () =>
    expect(technicalLine({ ...ATTEMPT, code: 'dns', status_code: null, remote_address: null })).toBe(
      'dns · 142 ms',
    ));

  it('has no phrase for unusual statuses', () =>
    expect(technicalLine({ ...ATTEMPT, status_code: 599 })).toContain('HTTP 599 ·'));
});

describe('developerMessage', () => {
  it('holds what happened, the request, the answer and the link', () => {
    const text = message();
    for (const part of [
      'Can you help?',
      'It did not accept our signature.',
      'HTTP 401 Unauthorized · 142 ms',
      'X-Voki-Delivery: a1',
      "curl -i -X POST 'https://crm.example.com/voki'",
      '{"error":"invalid signature"}',
      'https://panel.example.com/d/a1',
    ])
      expect(text).toContain(part);
  });

  it('says that no answer came', () => {
    expect(message({ status_code: null, response_headers: null, response_body: null })).toContain(
      'No answer.',
    );
  });

  it('cuts a long answer and says so', () => {
    const text = message({ response_body: 'x'.repeat(5000) });
    expect(text).toContain('(cut)');
    expect(text.match(/x{100,}/)?.[0]).toHaveLength(2048);
  });

  it('cuts it between characters, as what is pasted must be text', () => {
    for (const start of ['', 'x', 'xx', 'xxx'])
      expect(message({ response_body: start + '😀'.repeat(5000) })).not.toMatch(/\p{Cs}|\ufffd/u);
  });
});
