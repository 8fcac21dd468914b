import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What stands between processes and their database and may lose connections without a word to either side. */
export interface SilentNetwork {
  /** Of the database, through this network. */
  url: string;
  /** Lets nothing through on what is open now, and closes nothing of it. What is opened later is well. */
  loseConnections(): void;
  /** Loses each connection on which this process says `text`, with that. Null: none any more. */
  loseAt(text: string | null): void;
  /** Ends what was lost, so that both sides know. */
  endLost(): void;
  close(): Promise<void>;
}

interface Pair {
  near: Socket;
  far: Socket;
  lost: boolean;
}

/** A network to the server of `databaseUrl`, on a port of its own. */
export async function startSilentNetwork(databaseUrl: string): Promise<SilentNetwork> {
  const target = new URL(databaseUrl);
  const pairs = new Set<Pair>();
  let loseAt: string | null = null;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far, lost: false };
    pairs.add(pair);
    near
      .on('data', (bytes) => {
        pair.lost ||= loseAt !== null && bytes.includes(loseAt);
        if (!pair.lost) far.write(bytes);
      })
      .on('error', () => undefined);
    far.on('data', (bytes) => pair.lost || near.write(bytes)).on('error', () => undefined);
    near.on('close', () => {
      far.destroy();
      pairs.delete(pair);
    });
    far.on('close', () => pair.lost || near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    loseConnections() {
      for (const pair of pairs) pair.lost = true;
    },
    loseAt(text) {
      loseAt = text;
    },
    endLost() {
      for (const { near, lost } of pairs) if (lost) near.destroy();
    },
    async close() {
      for (const { near } of pairs) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
