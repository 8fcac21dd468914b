import type { Socket } from 'node:net';

const INTERIM = /^HTTP\/1\.[01] 1\d\d(?= |\r)/;
const LINE_MAX = 16;
const HEAD_END = '\r\n\r\n';

/**
 * 100 Continue may come unasked, and says no more than any other interim answer (RFC 9110, 15.2); undici ends the
 * connection at it. So it reads 102 Processing instead, which it passes over.
 * @param awaitsHead whether a head is what comes next, and not a body that looks like one
 */
export function acceptContinue(socket: Socket, awaitsHead: () => boolean): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk: unknown = read(size);
    if (Buffer.isBuffer(chunk) && awaitsHead()) continueToProcessing(chunk);
    return chunk;
  };
}

/** Changes every 100 among the interim answers that `chunk` begins with. */
function continueToProcessing(chunk: Buffer): void {
  for (let at = 0; at < chunk.length; ) {
    if (!INTERIM.test(chunk.toString('latin1', at, at + LINE_MAX))) return;
    const code = at + 'HTTP/1.1 '.length;
    if (chunk.toString('latin1', code, code + 3) === '100') chunk.write('102', code, 'latin1');
    const end = chunk.indexOf(HEAD_END, at, 'latin1');
    if (end < 0) return;
    at = end + HEAD_END.length;
  }
}
