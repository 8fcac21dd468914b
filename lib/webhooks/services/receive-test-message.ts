import { timingSafeEqual } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { lookUpKey } from '@/lib/auth/key-guesses';
import { AppError } from '@/lib/errors';
import { readBytes } from '@/lib/http/parse';
import { openSecret } from '@/lib/secret-box';
import { cutUtf8, safeText } from '@/lib/webhooks/core/safe-text';
import { vokiSignature } from '@/lib/webhooks/core/signature';
import { keptHeaders, TEST_BODY_KEPT_MAX, type TestSignature } from '@/lib/webhooks/core/test-address';
import { type Bucket, takeTokens } from '@/lib/webhooks/core/token-bucket';
import { isUuid } from '@/lib/webhooks/core/uuid';
import { systemTenant, type Tenant } from '@/lib/webhooks/data/tenant';
import { findSenderOf, findTestAddressOwner, insertTestMessage } from '@/lib/webhooks/data/test-address';

/** An event has 256 KiB at most, and what stands around its data is little. */
const BODY_MAX = 260 * 1024;
/** Of one address, in this process: enough for a manager who tries things out, little for whoever found the address. */
const QUOTA = { perSecond: 5, burst: 50 };
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** By organisation, so as many as ever received something here. On globalThis, as Next bundles route handlers apart. */
const holder = globalThis as typeof globalThis & { __vokiTestBuckets?: Map<string, Bucket> };

/**
 * Takes what is posted to a test address, as any receiver would. The token alone lets one in. The signature is judged
 * at once, with the secret of the webhook whose delivery is named, so that neither has to be kept.
 * @throws AppError `not_found` (no such address), `rate_limited` (too much, or too many addresses that do not exist),
 * `payload_too_large`
 */
export async function receiveTestMessage(token: string, request: Request): Promise<void> {
  const organizationId = TOKEN.test(token)
    ? await lookUpKey(request, token, () => findTestAddressOwner(token))
    : null;
  if (organizationId === null) throw new AppError('not_found');
  spend(organizationId);
  const bytes = await readBytes(request, BODY_MAX);
  const tenant = systemTenant(organizationId);
  const named = request.headers.get('x-voki-delivery')?.toLowerCase() ?? '';
  const sender = isUuid(named) ? await findSenderOf(tenant, named) : null;
  await insertTestMessage(tenant, {
    id: uuidv7(),
    signature: await judgeSignature(tenant, sender, request.headers, bytes),
    deliveryId: sender ? named : null,
    webhookId: sender?.webhookId ?? null,
    headers: keptHeaders(request.headers),
    // A character that was none takes three bytes, so what is cut may still be too long as text.
    body: cutUtf8(Buffer.from(safeText(cutUtf8(bytes, TEST_BODY_KEPT_MAX)), 'utf8'), TEST_BODY_KEPT_MAX),
    bodyCut: bytes.length > TEST_BODY_KEPT_MAX,
  });
}

function spend(organizationId: string): void {
  holder.__vokiTestBuckets ??= new Map();
  const taken = takeTokens(holder.__vokiTestBuckets.get(organizationId) ?? null, 1, performance.now(), QUOTA);
  holder.__vokiTestBuckets.set(organizationId, taken.bucket);
  if (!taken.granted) throw new AppError('rate_limited', { retryAfterSeconds: taken.waitSeconds });
}

async function judgeSignature(
  tenant: Tenant,
  sender: Awaited<ReturnType<typeof findSenderOf>>,
  headers: Headers,
  body: Uint8Array,
): Promise<TestSignature> {
  const given = headers.get('x-voki-signature');
  if (given === null) return 'absent';
  if (!sender) return 'unknown';
  const { webhookId, secrets } = sender;
  const of = { organizationId: tenant.organizationId, webhookId };
  const opened = await Promise.all(secrets.map((sealed) => openSecret(sealed, of)));
  const matches = opened.some((secret) => equal(given, vokiSignature(secret, body)));
  return matches ? 'right' : 'wrong';
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
