import { findOrganization } from '@/lib/auth/data/organizations';
import { AppError } from '@/lib/errors';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { findWebhookList } from '@/lib/webhooks/data/webhook-list';
import type { WebhookListItem } from '@/lib/webhooks/dtos';

/** Every webhook of an organisation, whatever its plan. For the operator. Throws AppError `invalid` on `org`. */
export async function listWebhooksOf(organizationId: string): Promise<WebhookListItem[]> {
  if (!(await findOrganization(organizationId)))
    throw new AppError('invalid', { fields: [{ path: ['org'], key: 'organization_unknown' }] });
  return findWebhookList(systemTenant(organizationId));
}
