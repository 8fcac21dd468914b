import type { AddressPolicy } from '@/lib/webhooks/core/address-policy';
import { HttpClient, type HttpClientOptions } from '@/lib/webhooks/engine/http-client';
import { authority } from './certificates';

/** Receivers of this machine may be reached, on every port. */
export const THIS_MACHINE: AddressPolicy = {
  allowedPrivateHosts: [{ cidr: '127.0.0.0/8', port: null }],
  allowedPorts: null,
};

/** A client for receivers of this machine, who show certificates of the tests' authority. `undo` gets its end. */
export function testClient(
  undo: (() => unknown)[],
  options: Partial<HttpClientOptions> & Pick<HttpClientOptions, 'timeoutMs'>,
): HttpClient {
  const client = new HttpClient({ policy: THIS_MACHINE, ca: authority, ...options });
  undo.push(() => client.close());
  return client;
}
