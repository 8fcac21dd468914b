import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Another address of the application under test. */
export interface Forwarder {
  origin: string;
  close(): Promise<void>;
}

/** Hands on every byte to `port`, as a proxy does that knows nothing of HTTP: browsers send the Origin of this one. */
export async function forwardTo(port: number): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect({ port, host: '127.0.0.1' });
    for (const socket of [from, to]) {
      sockets.add(socket);
      // Whichever of the two breaks takes the other along.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        from.destroy();
        to.destroy();
      });
    }
    from.pipe(to).pipe(from);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
