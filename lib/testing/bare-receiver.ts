import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A server that does as it likes with bare connections. */
export interface BareReceiver {
  port: number;
  url: string;
  /** Connections that are open. */
  open: () => number;
  connections: () => number;
  close: () => void;
}

/** @param onConnection gets each connection; `n` counts them from 1 */
export async function startBareReceiver(
  onConnection: (socket: net.Socket, n: number) => void,
): Promise<BareReceiver> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    onConnection(socket.setNoDelay(), ++connections);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    open: () => sockets.size,
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Does `behave` when the first piece of a request has come. */
export const atRequest = (behave: (socket: net.Socket) => void) => (socket: net.Socket) =>
  void socket.once('data', () => behave(socket));

/** Writes `piece` as fast as it is taken until the connection ends; answers how much that was. */
export function pour(socket: net.Socket, piece: Buffer): () => number {
  let written = 0;
  const more = () => {
    while (!socket.destroyed && socket.write(piece)) written += piece.length;
  };
  socket.on('drain', more);
  more();
  return () => written;
}
