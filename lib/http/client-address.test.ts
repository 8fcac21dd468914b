import { describe, expect, it } from 'vitest';
import { clientAddress, proxyList } from '@/lib/http/client-address';

const proxies = proxyList(['10.0.0.0/8', '192.0.2.7/32', 'fd00::/8']);

describe('clientAddress', () => {
  it.each([
    ['of a stranger is the peer, whatever it claims', '203.0.113.5', '1.1.1.1', '203.0.113.5'],
    ['behind a proxy is what the proxy saw', '10.0.0.1', '203.0.113.5', '203.0.113.5'],
    ['is not what the client put before it', '10.0.0.1', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
    ['is found through a chain of proxies', '10.0.0.1', '1.1.1.1, 203.0.113.5, 192.0.2.7', '203.0.113.5'],
    ['ends at what is no address', '10.0.0.1', 'evil, 10.0.0.2', '10.0.0.2'],
    ['is no name', '10.0.0.1', 'client.example.com', '10.0.0.1'],
    ['leaves a port out', '10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
    ['leaves a port of IPv6 out', '10.0.0.1', '[2001:db8::5]:443', '2001:db8::5'],
    ['leaves brackets out', '10.0.0.1', '[2001:db8::5]', '2001:db8::5'],
    ['is found behind proxies with ports', '10.0.0.1', '203.0.113.5:80, [fd00::2]:9', '203.0.113.5'],
    ['reads as IPv4 in brackets too', '10.0.0.1', '[::ffff:203.0.113.5]:443', '203.0.113.5'],
    ['ends at what is no port', '10.0.0.1', '203.0.113.5:http', '10.0.0.1'],
    ['ends at what is no address before a port', '10.0.0.1', '203.0.113.999:80', '10.0.0.1'],
    ['ends at IPv4 in brackets', '10.0.0.1', '[203.0.113.5]:80', '10.0.0.1'],
    ['keeps the end of an IPv6 address without brackets', '10.0.0.1', '2001:db8::5:443', '2001:db8::5:443'],
    ['is the last proxy when it tells nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['is the first trusted one when all are', '10.0.0.1', '10.0.0.9', '10.0.0.9'],
    ['on an IPv6 socket reads as IPv4', '::ffff:10.0.0.1', '::ffff:203.0.113.5', '203.0.113.5'],
    ['is known by IPv6 too', 'fd00::1', '2001:DB8:0::5', '2001:db8::5'],
    ['is unknown without a peer', undefined, '203.0.113.5', null],
  ])('%s', (_name, peer, forwarded, expected) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(expected);
  });

  it('trusts nobody unless told so', () => {
    expect(clientAddress('127.0.0.1', '203.0.113.5', proxyList([]))).toBe('127.0.0.1');
  });
});
