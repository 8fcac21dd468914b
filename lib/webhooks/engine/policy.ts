import { env } from '@/lib/env';
import type { AddressPolicy } from '@/lib/webhooks/core/address-policy';
import { ownAddress } from '@/lib/webhooks/core/test-address';

/** Where this installation delivers to: what the environment allows, and its own test addresses. */
export function addressPolicy(): AddressPolicy {
  const { DELIVERY_ALLOWED_PRIVATE_HOSTS, DELIVERY_ALLOWED_PORTS, AUTH_URL } = env();
  return {
    allowedPrivateHosts: DELIVERY_ALLOWED_PRIVATE_HOSTS,
    allowedPorts: DELIVERY_ALLOWED_PORTS,
    own: ownAddress(AUTH_URL),
  };
}
