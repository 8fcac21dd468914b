import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { AnswerReader, AnswerTooLongError } from './answer-reader';

/** What is read of pieces that come one after the other. */
function reading(reader: AnswerReader, pieces: readonly string[]): string {
  const socket = new PassThrough();
  reader.attach(socket as unknown as Socket);
  let read = '';
  for (const piece of pieces) {
    socket.write(piece, 'latin1');
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) read += chunk.toString('latin1');
  }
  return read;
}

function awaiting(): AnswerReader {
  const reader = new AnswerReader();
  reader.begin();
  return reader;
}

const INTERIM =
  '\r\nHTTP/1.1 100\r\n\r\nHTTP/1.0 103 E\r\nlink: </>; 100\r\n\r\nHTTP/1.1 100 Continue\r\nx: y\r\n\r\n';
const FINAL = 'HTTP/1.1 200 HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 Continue\r\n\r\n';

it('makes 102 of every 100 before the answer, wherever the pieces are cut, and changes nothing else', () => {
  const expected = INTERIM.replaceAll('HTTP/1.1 100', 'HTTP/1.1 102') + FINAL;
  const sent = INTERIM + FINAL;
  for (let cut = 1; cut < sent.length; cut++)
    expect(reading(awaiting(), [sent.slice(0, cut), sent.slice(cut)]), `cut at ${cut}`).toBe(expected);
  expect(reading(awaiting(), [...sent])).toBe(expected);
});

it('leaves a body as it is', () => {
  const reader = awaiting();
  reader.awaitsHead = false;
  expect(reading(reader, [INTERIM])).toBe(INTERIM);
});

it.each([
  ['a head', true, 32],
  ['a whole answer', false, 128],
])('hands out no more of %s than it may have', (_, awaitsHead, kib) => {
  const reader = awaiting();
  reader.awaitsHead = awaitsHead;
  const socket = new PassThrough({ highWaterMark: 1 << 20 });
  const onError = vi.fn();
  socket.on('error', onError);
  reader.attach(socket as unknown as Socket);
  socket.write(Buffer.alloc(1 << 20, 'x'));
  let read = 0;
  for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) read += chunk.length;
  expect(read).toBe(kib * 1024);
  expect(socket.errored).toBeInstanceOf(AnswerTooLongError);
});

it('begins to count anew with each request', () => {
  const reader = awaiting();
  for (let request = 0; request < 3; request++) {
    reader.begin();
    expect(reading(reader, ['x'.repeat(20 * 1024)])).toHaveLength(20 * 1024);
  }
});
