import { expect, it } from 'vitest';
import { parseHosts } from './hosts-file';

it('reads names and aliases with all of their addresses, and passes over the rest', () => {
  const hosts = parseHosts(
    [
      '127.0.0.1\tlocalhost',
      '::1 localhost ip6-localhost # both',
      '# 10.0.0.9 crm.example',
      '  10.0.0.1   CRM.example crm',
      'fe80::1%lo0 zone.example',
      'crm.example 10.0.0.2',
      '10.0.0.3',
      '',
    ].join('\r\n'),
  );
  expect(hosts.get('localhost')).toEqual(['127.0.0.1', '::1']);
  expect(hosts.get('ip6-localhost')).toEqual(['::1']);
  expect(hosts.get('crm.example')).toEqual(['10.0.0.1']);
  expect(hosts.get('crm')).toEqual(['10.0.0.1']);
  expect(hosts.size).toBe(4);
});
