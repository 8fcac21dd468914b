import { execFileSync } from 'node:child_process';
import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { closeSync, mkdtempSync, open, openSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DnsAnswer, type DnsServer, startDnsServer } from '@/lib/testing/dns-server';
import { NameLookup, type NameLookupOptions } from './name-lookup';

let folder: string;
let hostsFile: string;
const undo: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voki-names-'));
  hostsFile = join(folder, 'hosts');
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  rmSync(folder, { recursive: true });
});

async function nameServer(answer: (name: string) => string[] | DnsAnswer): Promise<DnsServer> {
  const made = await startDnsServer(answer);
  undo.push(() => made.close());
  return made;
}

/** A lookup over `server`, in the form of a promise. */
function finding(server: DnsServer, options: Partial<NameLookupOptions> = {}) {
  const names = new NameLookup({ local: false, servers: [server.address], hostsFile, ...options });
  return (hostname: string) =>
    new Promise<LookupAddress[]>((resolve, reject) =>
      names.lookup(hostname, { all: true }, (error, addresses) =>
        error ? reject(error) : resolve(addresses),
      ),
    );
}

it('finds both families, IPv4 first, and follows another name', async () => {
  const find = finding(
    await nameServer(() => ({ addresses: ['2001:500::1', '192.0.9.1'], alias: 'front.example' })),
  );
  expect(await find('crm.example')).toEqual([
    { address: '192.0.9.1', family: 4 },
    { address: '2001:500::1', family: 6 },
  ]);
});

it('finds however many addresses there are', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `192.0.9.${i}`);
  const found = await finding(await nameServer(() => many))('crm.example');
  expect(found.map(({ address }) => address).sort()).toEqual(many.sort());
});

it.each<[string, DnsAnswer]>([
  ['does not exist', { addresses: [], rcode: 'NXDOMAIN' }],
  ['has no address', { addresses: [] }],
  ['nobody can say anything of', { addresses: [], rcode: 'SERVFAIL' }],
  ['nobody may ask for', { addresses: [], rcode: 'REFUSED' }],
])('rejects for a name that %s', async (_, answer) => {
  await expect(finding(await nameServer(() => answer))('crm.example')).rejects.toThrow();
});

it('does without the family of which a name server says nothing', async () => {
  const server = await nameServer((name) => ({
    addresses: ['192.0.9.1', '2001:500::1'],
    families: name.startsWith('four') ? [4] : [6],
  }));
  const find = finding(server);
  expect(await find('four.example')).toEqual([{ address: '192.0.9.1', family: 4 }]);
  expect(await find('six.example')).toEqual([{ address: '2001:500::1', family: 6 }]);
});

it('believes the machine’s own list of names first, also when that changes', async () => {
  const server = await nameServer(() => ['192.0.9.1']);
  const find = finding(server);
  expect(await find('crm.example')).toEqual([{ address: '192.0.9.1', family: 4 }]);
  writeFileSync(hostsFile, '10.0.0.1 crm.example\n');
  expect(await find('crm.example')).toEqual([{ address: '10.0.0.1', family: 4 }]);
  expect(await find('crm.example.')).toEqual([{ address: '10.0.0.1', family: 4 }]);
  writeFileSync(hostsFile, '10.0.0.2 crm.example\n');
  utimesSync(hostsFile, new Date(), new Date(Date.now() + 1000));
  expect(await find('crm.example')).toEqual([{ address: '10.0.0.2', family: 4 }]);
  expect(server.questions).toHaveLength(2);
});

it('asks the system for what name servers do not know, where that is wanted', async () => {
  const server = await nameServer(() => ({ addresses: [], rcode: 'NXDOMAIN' }));
  const known = await systemLookup('localhost', { all: true });
  expect(await finding(server, { local: true })('localhost')).toEqual(known);
  await expect(finding(server)('localhost')).rejects.toThrow();
  const faulty = await nameServer(() => ({ addresses: [], rcode: 'SERVFAIL' }));
  await expect(finding(faulty, { local: true })('localhost')).rejects.toThrow();
});

it('finds names while every thread of the process waits for something else', async () => {
  const server = await nameServer(() => ['192.0.9.1']);
  // Opening a pipe holds a thread until somebody opens its other end, as getaddrinfo holds one until a name server answers.
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  const pipes = Array.from({ length: threads }, (_, i) => join(folder, `pipe-${i}`));
  execFileSync('mkfifo', pipes);
  const opened = pipes.map(
    (pipe) => new Promise<number>((resolve) => open(pipe, 'r', (_, fd) => resolve(fd))),
  );
  let systemKnows = false;
  const system = systemLookup('localhost').then(() => {
    systemKnows = true;
  });
  undo.push(async () => {
    const ends = pipes.map((pipe) => openSync(pipe, 'w'));
    for (const fd of [...(await Promise.all(opened)), ...ends]) closeSync(fd);
    await system;
  });
  expect(await finding(server)('crm.example')).toEqual([{ address: '192.0.9.1', family: 4 }]);
  // The trap works: whoever asks the system still waits.
  expect(systemKnows).toBe(false);
});
