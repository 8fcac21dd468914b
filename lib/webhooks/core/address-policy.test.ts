import { describe, expect, it } from 'vitest';
import { type AddressPolicy, isOwnPlace, judgeAddress, judgeUrl } from './address-policy';
import { ownAddress } from './test-address';

const PUBLIC: AddressPolicy = { allowedPrivateHosts: [], allowedPorts: null };
const reason = (url: string, policy = PUBLIC) => {
  const judgement = judgeUrl(url, policy);
  return judgement.ok ? 'ok' : judgement.reason;
};
const reachable = (ip: string, port = 443, protocol = 'https:', policy = PUBLIC) =>
  judgeAddress(ip, port, protocol, policy).ok;

describe('addresses at connect', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '168.63.129.15',
    '168.63.129.17',
    '172.15.255.255',
    '172.32.0.0',
    '2606:4700::1111',
    '2a00:1450:4001::1',
    '2620:4f:8001::1',
    '2001:200::1',
    // As DNS64 writes 8.8.8.8.
    '64:ff9b::808:808',
  ])('%s is public', (ip) => {
    expect(reachable(ip)).toBe(true);
    expect(reachable(ip, 80, 'http:')).toBe(false);
  });

  it.each([
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier NAT', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.0.1'],
    ['cloud metadata', '169.254.169.254'],
    ['Azure host agent', '168.63.129.16'],
    ['IETF', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['benchmarks', '198.18.0.1'],
    ['6to4 relay', '192.88.99.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['IPv4-compatible', '::7f00:1'],
    ['IPv4-compatible', '::8.8.8.8'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped', '::ffff:7f00:1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 of a private address', '64:ff9b::a00:1'],
    ['NAT64 of cloud metadata', '64:ff9b::a9fe:a9fe'],
    ['NAT64 of the Azure host agent', '64:ff9b::168.63.129.16'],
    ['NAT64 of another length', '64:ff9b::1:808:808'],
    ['NAT64 of a network of its own', '64:ff9b:1::1'],
    ['NAT64 of a network of its own', '64:ff9b:1::808:808'],
    ['discard', '100::1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001::1'],
    ['Teredo', '2001:0:7f00:1::'],
    ['ORCHID', '2001:10::1'],
    ['ORCHIDv2', '2001:20::1'],
    ['benchmarks', '2001:2::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['AS112', '2620:4f:8000::1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['AWS metadata', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['public with a zone', '2606:4700::1111%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['SRv6', '5f00::1'],
    ['unassigned', '4000::1'],
    ['no address', 'example.com'],
    ['no address', ''],
    ['a number', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['short', '127.1'],
  ])('%s %s is not', (_, ip) => {
    expect(reachable(ip)).toBe(false);
  });
});

describe('URLs', () => {
  it.each([
    'https://crm.example.com/voki',
    'https://crm.example.com:8443/voki?x=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://exämple.com/',
    'https://crm.example.com./',
    'HTTPS://CRM.EXAMPLE.COM',
  ])('%s is fine', (url) => {
    expect(reason(url)).toBe('ok');
  });

  it.each([
    ['', 'url_invalid'],
    ['crm.example.com', 'url_invalid'],
    ['https://', 'url_invalid'],
    ['https://999.1.1.1/', 'url_invalid'],
    ['https://[fe80::1%25eth0]/', 'url_invalid'],
    ['https://[::1', 'url_invalid'],
    ['ftp://crm.example.com/', 'url_https'],
    ['file:///etc/passwd', 'url_https'],
    ['javascript:alert(1)', 'url_https'],
    ['http://crm.example.com/', 'url_https'],
    ['http://8.8.8.8/', 'url_https'],
    ['https://user@crm.example.com/', 'url_userinfo'],
    ['https://user:secret@crm.example.com/', 'url_userinfo'],
    ['https://:secret@crm.example.com/', 'url_userinfo'],
    ['https://crm.example.com:22/', 'url_port'],
    ['https://crm.example.com:25/', 'url_port'],
    ['https://crm.example.com:6667/', 'url_port'],
    ['https://8.8.8.8:0/', 'url_port'],
  ])('%s: %s', (url, expected) => {
    expect(reason(url)).toBe(expected);
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.1/',
    'https://127.0.1/',
    'https://127.0.0.1./',
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
    'https://①②⑦.0.0.1/',
    'https://%31%32%37.0.0.1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0xa9fea9fe/',
    'https://168.63.129.16/',
    'https://192.168.0.1:8443/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://crm.localhost/',
    'http://localhost:3000/',
    'http://127.0.0.1:3000/',
    'http://[::1]:3000/',
  ])('%s is private', (url) => {
    expect(reason(url)).toBe('url_private');
  });
});

describe('what an operator allows', () => {
  const policy: AddressPolicy = {
    allowedPrivateHosts: [
      { cidr: '127.0.0.1/32', port: 4000 },
      { cidr: '10.0.0.0/8', port: null },
      { cidr: 'fd00::/8', port: 8080 },
    ],
    allowedPorts: null,
  };

  it.each([
    ['http://127.0.0.1:4000/', 'ok'],
    ['https://127.0.0.1:4000/', 'ok'],
    ['http://localhost:4000/', 'ok'],
    ['http://2130706433:4000/', 'ok'],
    ['http://10.1.2.3/', 'ok'],
    ['https://10.1.2.3:9000/', 'ok'],
    ['http://[fd00::1]:8080/', 'ok'],
    ['http://127.0.0.1:4001/', 'url_private'],
    ['http://127.0.0.2:4000/', 'url_private'],
    ['http://localhost:4001/', 'url_private'],
    ['http://[fd00::1]:8081/', 'url_private'],
    ['http://[::ffff:10.1.2.3]/', 'url_private'],
    ['http://192.168.0.1/', 'url_private'],
    ['http://10.1.2.3:22/', 'url_port'],
    // A name says nothing of where it leads, so plain http to it is not let through.
    ['http://intranet.example.com/', 'url_https'],
  ])('%s: %s', (url, expected) => {
    expect(reason(url, policy)).toBe(expected);
  });

  it('counts at connect too', () => {
    expect(reachable('127.0.0.1', 4000, 'http:', policy)).toBe(true);
    expect(reachable('127.0.0.1', 4001, 'http:', policy)).toBe(false);
    expect(reachable('10.9.9.9', 1234, 'https:', policy)).toBe(true);
    expect(reachable('::ffff:10.9.9.9', 1234, 'https:', policy)).toBe(false);
    expect(reachable('8.8.8.8', 443, 'https:', policy)).toBe(true);
    expect(reachable('8.8.8.8', 443, 'http:', policy)).toBe(false);
  });

  it('narrows the ports, but not those it named with a private host', () => {
    const narrow = { ...policy, allowedPorts: [443, 8443] };
    expect(reason('https://crm.example.com/', narrow)).toBe('ok');
    expect(reason('https://crm.example.com:8443/', narrow)).toBe('ok');
    expect(reason('https://crm.example.com:9443/', narrow)).toBe('url_port');
    expect(reason('http://127.0.0.1:4000/', narrow)).toBe('ok');
  });
});

describe('the own test address', () => {
  const token = 'A'.repeat(43);
  const policy: AddressPolicy = { ...PUBLIC, own: ownAddress('http://127.0.0.1:3000') };

  it('is let through to the letter', () => {
    expect(judgeUrl(`http://127.0.0.1:3000/api/test-address/${token}`, policy)).toMatchObject({ ok: true });
  });

  it.each([
    'http://127.0.0.1:3000/',
    'http://127.0.0.1:3000/api/webhooks',
    'http://127.0.0.1:3000/api/test-address/',
    'http://127.0.0.1:3000/api/test-address/short',
    `http://127.0.0.1:3000/api/test-address/${token}/more`,
    `http://127.0.0.1:3000/api/test-address/${token}/../../webhooks`,
    `http://127.0.0.1:3000/api/test-address/%2e%2e/${token}`,
    `http://127.0.0.1:3000/api/test-address/${token}?then=/`,
    `http://127.0.0.1:3001/api/test-address/${token}`,
    `http://127.0.0.1/api/test-address/${token}`,
    `http://127.0.0.2:3000/api/test-address/${token}`,
    `http://localhost:3000/api/test-address/${token}`,
    `http://[::1]:3000/api/test-address/${token}`,
    `http://[::ffff:127.0.0.1]:3000/api/test-address/${token}`,
    `https://127.0.0.1:3000/api/test-address/${token}`,
  ])('is not %s', (url) => {
    expect(judgeUrl(url, policy)).toEqual({ ok: false, reason: 'url_private' });
  });

  it('is no reason to reach the address behind another name', () => {
    const target = { protocol: 'http:', hostname: '127.0.0.1', port: 3000 };
    expect(isOwnPlace(target, policy)).toBe(true);
    for (const other of [{ protocol: 'https:' }, { hostname: 'rebound.example.com' }, { port: 3001 }])
      expect(isOwnPlace({ ...target, ...other }, policy)).toBe(false);
    expect(judgeAddress('127.0.0.1', 3000, 'http:', policy)).toEqual({ ok: false });
    expect(judgeAddress('127.0.0.1', 3000, 'https:', policy)).toEqual({ ok: false });
  });

  it.each([
    ['http://localhost:3000', 'localhost'],
    ['http://10.1.2.3:8080', '10.1.2.3'],
    ['http://[fd00::1]:3000', 'fd00::1'],
    // A name would have to be asked for, and what it says can change.
    ['http://panel.internal:3000', undefined],
    ['https://127.0.0.1:3000', undefined],
    ['https://panel.example.com', undefined],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('of %s is at %s', (origin, hostname) => {
    expect(ownAddress(origin)?.hostname).toBe(hostname);
  });
});
