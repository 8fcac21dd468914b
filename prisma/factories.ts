import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { mintKey } from '@/lib/auth/bearer-key';
import { hashPassword } from '@/lib/auth/password';
import { prisma } from '@/lib/db';
import type { ApiKey, IngestKey, Organization, Prisma, User, Webhook } from '@/lib/generated/prisma/client';
import { sealSecret } from '@/lib/secret-box';
import type { DisabledReason } from '@/lib/webhooks/core/delivery-state';
import { EVENT_NAMES, type EventName } from '@/lib/webhooks/core/event-catalogue';
import { type MaskableField, maskOf } from '@/lib/webhooks/core/mask';
import type { ApiKeyScope, Plan, Role } from '@/lib/webhooks/core/plan';
import { generateSecret } from '@/lib/webhooks/core/signature';

/**
 * Rows as the product itself would have made them, for the demo organisation and for tests.
 * What is not given is made up, unique where the database asks for it.
 */

/** Where the rows go: the process's database, or a transaction on it. */
type Client = Pick<Prisma.TransactionClient, 'organization' | 'user'>;

interface OrganizationOptions {
  name?: string;
  plan?: Plan;
}

export async function createOrganization(
  { name = 'Clínica Modelo', plan = 'professional' }: OrganizationOptions = {},
  client: Client = prisma(),
): Promise<Organization> {
  return client.organization.create({ data: { id: uuidv7(), name, plan } });
}

interface UserOptions {
  organizationId: string;
  role?: Role;
  email?: string;
  name?: string;
  /** Null: one who only signs in elsewhere. */
  password?: string | null;
  locale?: 'en' | 'pt-BR' | null;
}

export async function createUser(
  {
    organizationId,
    role = 'manager',
    email = `${randomName()}@example.test`,
    name = 'Ana Souza',
    password = null,
    locale = null,
  }: UserOptions,
  client: Client = prisma(),
): Promise<User> {
  const passwordHash = password === null ? null : await hashPassword(password);
  return client.user.create({
    data: { id: uuidv7(), organizationId, role, email, name, passwordHash, locale },
  });
}

interface WebhookOptions {
  organizationId: string;
  url?: string;
  events?: EventName[];
  description?: string;
  /** Generated when absent. */
  secret?: string;
  /** Null: switched on. */
  disabledReason?: DisabledReason | null;
  mask?: MaskableField[];
}

/** The webhook, and its secret in the clear. */
export async function createWebhook({
  organizationId,
  url = 'https://receiver.example.com/voki',
  events = [...EVENT_NAMES],
  description = '',
  secret = generateSecret(randomBytes),
  disabledReason = null,
  mask = [],
}: WebhookOptions): Promise<{ webhook: Webhook; secret: string }> {
  const id = uuidv7();
  const { keyId, ciphertext } = await sealSecret(secret, { organizationId, webhookId: id });
  const webhook = await prisma().webhook.create({
    data: {
      id,
      organizationId,
      url,
      events,
      description,
      enabled: disabledReason === null,
      disabledReason,
      mask: maskOf(mask),
      state: { create: {} },
      secrets: { create: { id: uuidv7(), keyId, ciphertext: Uint8Array.from(ciphertext) } },
    },
  });
  return { webhook, secret };
}

interface IngestKeyOptions {
  /** Null: for every organisation. */
  organizationId?: string | null;
  name?: string;
}

/** The key's row, and the key itself. */
export async function createIngestKey({
  organizationId = null,
  name = 'Call system',
}: IngestKeyOptions = {}): Promise<{ ingestKey: IngestKey; key: string }> {
  const { key, prefix, hash } = mintKey('ingest', randomBytes);
  const ingestKey = await prisma().ingestKey.create({
    data: { id: uuidv7(), organizationId, name, prefix, hash },
  });
  return { ingestKey, key };
}

interface ApiKeyOptions {
  organizationId: string;
  name?: string;
  scope?: ApiKeyScope;
  revoked?: boolean;
}

/** The key's row, and the key itself. */
export async function createApiKey({
  organizationId,
  name = 'Nightly report',
  scope = 'manager',
  revoked = false,
}: ApiKeyOptions): Promise<{ apiKey: ApiKey; key: string }> {
  const { key, prefix, hash } = mintKey('api', randomBytes);
  const apiKey = await prisma().apiKey.create({
    data: {
      id: uuidv7(),
      organizationId,
      name,
      scope,
      prefix,
      hash,
      revokedAt: revoked ? new Date() : null,
    },
  });
  return { apiKey, key };
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}
