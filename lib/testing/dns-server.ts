import { createSocket, type RemoteInfo } from 'node:dgram';
import { Resolver } from 'node:dns';
import { once } from 'node:events';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Lookup } from '@/lib/webhooks/engine/guarded-connect';

const TYPE_A = 1;

/** A name server on this machine that says what a test wants, and something else the next time. */
export interface DnsServer {
  /** As the system's resolver, but over this server. */
  lookup: Lookup;
  /** Names asked for, in order, A and AAAA apart. */
  questions: string[];
  close: () => Promise<void>;
}

/** @param answer the addresses of `name` at its `nth` question (from 1), of both families */
export async function startDnsServer(answer: (name: string, nth: number) => string[]): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (message: Buffer, from: RemoteInfo) => {
    const { name, type, end } = question(message);
    questions.push(`${type === TYPE_A ? 'A' : 'AAAA'} ${name}`);
    const nth = questions.filter((one) => one === questions.at(-1)).length;
    const wanted = type === TYPE_A ? 4 : 6;
    const addresses = answer(name, nth).filter((address) => isIP(address) === wanted);
    socket.send(reply(message, end, type, addresses), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    questions,
    lookup: (hostname, _options, callback) => {
      const found: string[] = [];
      resolver.resolve4(hostname, (_none4, four) => {
        found.push(...(four ?? []));
        resolver.resolve6(hostname, (error, six) => {
          found.push(...(six ?? []));
          if (found.length === 0) callback(error, []);
          else
            callback(
              null,
              found.map((address) => ({ address, family: isIP(address) })),
            );
        });
      });
    },
    close: async () => {
      resolver.cancel();
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** The first question of a message (RFC 1035, 4.1.2), and where it ends. */
function question(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** The question repeated, and its answers with a time to live of nothing, as rebinding has it. */
function reply(message: Buffer, end: number, type: number, addresses: string[]): Buffer {
  const head = Buffer.from(message.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.fill(0, 8, 12);
  const records = addresses.map((address) => {
    const data = Buffer.from(ipaddr.parse(address).toByteArray());
    const record = Buffer.alloc(12);
    // A pointer to the name in the question.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, ...records]);
}
