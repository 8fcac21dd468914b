import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readChunks } from '@/lib/http/read-chunks';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** What `limit` leaves of a request's body, written piece by piece to a server of node:http; `end` false: it breaks off. */
async function ofMessage(pieces: string[], limit: number, end: boolean) {
  let arrived: (message: IncomingMessage) => void = () => {};
  const message = new Promise<IncomingMessage>((resolve) => {
    arrived = resolve;
  });
  const server = createServer((request) => arrived(request)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  closing.push(() => {
    socket.destroy();
    server.close();
  });
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  const request = new Request('http://x/', { method: 'POST' });
  const reading = readChunks(Object.assign(request, { runtime: { node: { req: await message } } }), limit);
  reading.catch(() => {});
  for (const piece of pieces) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
  if (end) socket.write('0\r\n\r\n');
  else socket.end();
  return reading;
}

async function ofStream(pieces: string[], limit: number, end: boolean) {
  const left = [...pieces];
  const pull = (controller: ReadableStreamDefaultController) => {
    const piece = left.shift();
    if (piece !== undefined) controller.enqueue(Buffer.from(piece));
    else if (end) controller.close();
    else controller.error(new Error('gone'));
  };
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  return readChunks(new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit), limit);
}

describe.each([
  ['node:http', ofMessage],
  ['a web stream', ofStream],
])('a body from %s', (_name, read) => {
  it('is read to its end, byte for byte', async () => {
    expect(Buffer.concat((await read(['{"a"', ':1}'], 7, true)) ?? []).toString()).toBe('{"a":1}');
    expect(Buffer.concat((await read([], 7, true)) ?? []).toString()).toBe('');
  });

  it('is given up once it is too long, without waiting for the rest', async () => {
    expect(await read(['1234', '5678'], 7, false)).toBeNull();
  });

  it('is an error when it breaks off', async () => {
    await expect(read(['1234'], 7, false)).rejects.toThrow();
  });
});
