import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Lookup, NameLookup } from '@/lib/webhooks/engine/name-lookup';

const TYPE_A = 1;
const TYPE_CNAME = 5;
const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** More than addresses. `families` that are left out get no answer at all. */
export interface DnsAnswer {
  addresses: string[];
  rcode?: keyof typeof RCODES;
  /** The addresses are those of this other name. */
  alias?: string;
  families?: readonly (4 | 6)[];
}

/** A name server on this machine that says what a test wants, and something else the next time. */
export interface DnsServer {
  /** As `127.0.0.1:5353`. */
  address: string;
  /** As deliveries have it, but over this server. */
  lookup: Lookup;
  /** Names asked for, in order, A and AAAA apart. */
  questions: string[];
  close: () => Promise<void>;
}

/** @param answer what is said of `name` at its `nth` question (from 1), in both families; alone, its addresses */
export async function startDnsServer(
  answer: (name: string, nth: number) => string[] | DnsAnswer,
): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (message: Buffer, from: RemoteInfo) => {
    const { name, type, end } = question(message);
    questions.push(`${type === TYPE_A ? 'A' : 'AAAA'} ${name}`);
    const nth = questions.filter((one) => one === questions.at(-1)).length;
    const said = answer(name, nth);
    const whole = Array.isArray(said) ? { addresses: said } : said;
    const family = type === TYPE_A ? 4 : 6;
    if (whole.families?.includes(family) === false) return;
    const addresses = whole.addresses.filter((address) => isIP(address) === family);
    socket.send(reply(message, end, type, { ...whole, addresses }), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = `127.0.0.1:${socket.address().port}`;
  return {
    address,
    questions,
    lookup: new NameLookup({ local: false, servers: [address] }).lookup,
    close: async () => {
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
function reply(message: Buffer, end: number, type: number, answer: DnsAnswer): Buffer {
  const { addresses, alias, rcode = 'NOERROR' } = answer;
  const head = Buffer.from(message.subarray(0, end));
  head.writeUInt16BE(0x8180 + RCODES[rcode], 2);
  head.writeUInt16BE(addresses.length + (alias === undefined ? 0 : 1), 6);
  head.fill(0, 8, 12);
  // A pointer to the name in the question.
  const asked = Buffer.from([0xc0, 0x0c]);
  const owner = alias === undefined ? asked : encodedName(alias);
  const records = addresses.map((address) =>
    record(owner, type, Buffer.from(ipaddr.parse(address).toByteArray())),
  );
  if (alias !== undefined) records.unshift(record(asked, TYPE_CNAME, encodedName(alias)));
  return Buffer.concat([head, ...records]);
}

function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10);
  fields.writeUInt16BE(type, 0);
  fields.writeUInt16BE(1, 2);
  fields.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fields, data]);
}

function encodedName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
