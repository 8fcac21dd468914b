import { createHmac } from 'node:crypto';
import type { Lead } from './rotation';

const GENERATED_PREFIX = 'whsec_';
const GENERATED_BYTES = 32;

/** A new secret in the contract's form: `whsec_` and base64 of 32 bytes from `randomBytes`. */
export function generateSecret(randomBytes: (size: number) => Uint8Array): string {
  return GENERATED_PREFIX + Buffer.from(randomBytes(GENERATED_BYTES)).toString('base64');
}

/** The manual's signature (8.4): hex HMAC-SHA256 of the body's bytes, the key being the secret's UTF-8 bytes with `whsec_` included. */
export function vokiSignature(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * The key of Standard Webhooks: what base64 says behind `whsec_`, else (a manager's own secret) the UTF-8 bytes.
 * A manager may type `whsec_` in front of something that is no base64; verifiers refuse such a secret, so its
 * UTF-8 bytes are as good a key as any.
 */
function standardKey(secret: string): Buffer {
  if (!secret.startsWith(GENERATED_PREFIX)) return Buffer.from(secret, 'utf8');
  const encoded = secret.slice(GENERATED_PREFIX.length);
  const decoded = Buffer.from(encoded, 'base64');
  return decoded.length > 0 && decoded.toString('base64') === encoded ? decoded : Buffer.from(secret, 'utf8');
}

/** What is signed in one attempt. */
export interface SignedMessage {
  deliveryId: string;
  /** Unix time of the attempt in whole seconds; receivers refuse what is older than five minutes. */
  attemptedAt: number;
  body: Uint8Array;
}

/** One `v1,<base64>` of `webhook-signature`: HMAC-SHA256 of `<id>.<timestamp>.<body>`. */
function standardSignature(secret: string, message: SignedMessage): string {
  const digest = createHmac('sha256', standardKey(secret))
    .update(`${message.deliveryId}.${message.attemptedAt}.`)
    .update(message.body)
    .digest('base64');
  return `v1,${digest}`;
}

/**
 * The signature headers of one attempt.
 *
 * `secrets` are those in force, the old one first and the new one last: one, or more while a secret is being rotated.
 * Then the new one signs `X-Voki-Signature-Next`, and `lead` says which one signs `X-Voki-Signature` (see rotation.ts);
 * `webhook-signature` lists all, as Standard Webhooks provides for.
 */
export function signatureHeaders(
  secrets: readonly [string, ...string[]],
  message: SignedMessage,
  lead: Lead = 'old',
): Record<string, string> {
  const next = secrets.at(-1) ?? secrets[0];
  const headers: Record<string, string> = {
    'X-Voki-Signature': vokiSignature(lead === 'new' ? next : secrets[0], message.body),
    'webhook-id': message.deliveryId,
    'webhook-timestamp': String(message.attemptedAt),
    'webhook-signature': secrets.map((secret) => standardSignature(secret, message)).join(' '),
  };
  if (secrets.length > 1) headers['X-Voki-Signature-Next'] = vokiSignature(next, message.body);
  return headers;
}
