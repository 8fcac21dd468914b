import { spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { generateSecret, signatureHeaders, vokiSignature } from './signature';

const BODY =
  '{"event":"call.completed","timestamp":"2026-02-20T14:30:00Z","data":{"id":"a","name":"José 🎧"}}';
const OWN_SECRET = 'a manager typed this';

// The manual's section 8.4, word for word; only the indentation that its page lost is put back.
const PYTHON_VERIFIER = `
import hmac
import hashlib
def verify_webhook(payload, signature, secret):
    expected = hmac.new(
        secret.encode('utf-8'),
        payload.encode('utf-8'),
        hashlib.sha256
    ).hexdigest()
    return hmac.compare_digest(f"sha256={expected}", signature)
`;
const JAVASCRIPT_VERIFIER = `
const crypto = require('crypto');
function verifyWebhook(payload, signature, secret) {
const expected = crypto
.createHmac('sha256', secret)
.update(payload)
.digest('hex');
return signature === \`sha256=\${expected}\`;
}
return verifyWebhook;
`;

type Verify = (payload: string, signature: string, secret: string) => boolean;

const manualJavaScript = new Function('require', JAVASCRIPT_VERIFIER)(
  createRequire(import.meta.url),
) as Verify;

const python = ['python3', 'python'].find(
  (command) => spawnSync(command, ['-c', 'import hmac, sys; assert sys.version_info >= (3, 6)']).status === 0,
);

const manualPython: Verify = (payload, signature, secret) => {
  const run = spawnSync(
    python ?? 'python3',
    [
      '-c',
      `${PYTHON_VERIFIER}\nimport json, sys\nprint(verify_webhook(*json.loads(sys.stdin.buffer.read().decode('utf-8'))))`,
    ],
    { input: JSON.stringify([payload, signature, secret]), encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim() === 'True';
};

const secrets = { generated: generateSecret(randomBytes), own: OWN_SECRET };
const verifiers: Record<string, Verify> = python
  ? { 'Python verifier': manualPython, 'JavaScript verifier': manualJavaScript }
  : { 'JavaScript verifier': manualJavaScript };

describe('generateSecret', () => {
  it('is whsec_ and base64 of 32 bytes', () => {
    const secret = generateSecret((size) => new Uint8Array(size).fill(7));
    expect(secret).toBe(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
    expect(generateSecret(randomBytes)).not.toBe(generateSecret(randomBytes));
  });
});

for (const [name, verify] of Object.entries(verifiers)) {
  describe(`the manual's ${name}`, () => {
    for (const [kind, secret] of Object.entries(secrets)) {
      const signature = vokiSignature(secret, Buffer.from(BODY));

      it(`accepts our signature with a ${kind} secret`, () => {
        expect(verify(BODY, signature, secret)).toBe(true);
      });

      it(`refuses a changed body, signature or ${kind} secret`, () => {
        expect(verify(`${BODY} `, signature, secret)).toBe(false);
        expect(verify(BODY, `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`, secret)).toBe(
          false,
        );
        expect(verify(BODY, signature, `${secret}x`)).toBe(false);
      });
    }
  });
}

describe('the published standardwebhooks package', () => {
  const message = {
    deliveryId: '01900000-0000-7000-8000-000000000001',
    attemptedAt: Math.floor(Date.now() / 1000),
    body: Buffer.from(BODY),
  };
  const verifier = (secret: string) =>
    secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });

  for (const [kind, secret] of Object.entries(secrets)) {
    it(`accepts our headers with a ${kind} secret`, () => {
      expect(verifier(secret).verify(BODY, signatureHeaders([secret], message))).toEqual(JSON.parse(BODY));
    });

    it(`refuses a changed body, id or time with a ${kind} secret`, () => {
      const headers = signatureHeaders([secret], message);
      expect(() => verifier(secret).verify(`${BODY} `, headers)).toThrow();
      expect(() => verifier(secret).verify(BODY, { ...headers, 'webhook-id': 'another' })).toThrow();
      expect(() =>
        verifier(secret).verify(BODY, { ...headers, 'webhook-timestamp': String(message.attemptedAt - 1) }),
      ).toThrow();
    });
  }

  it('accepts with the old and with the new secret while one is being rotated', () => {
    const headers = signatureHeaders([secrets.generated, secrets.own], message);
    expect(() => verifier(secrets.generated).verify(BODY, headers)).not.toThrow();
    expect(() => verifier(secrets.own).verify(BODY, headers)).not.toThrow();
    expect(manualJavaScript(BODY, headers['X-Voki-Signature'] ?? '', secrets.generated)).toBe(true);
    expect(manualJavaScript(BODY, headers['X-Voki-Signature-Next'] ?? '', secrets.own)).toBe(true);
  });

  it('sends X-Voki-Signature-Next only during a rotation', () => {
    expect(signatureHeaders([secrets.own], message)).not.toHaveProperty('X-Voki-Signature-Next');
  });
});

describe('a secret that begins with whsec_ and is no base64', () => {
  it('signs with its UTF-8 bytes', () => {
    const secret = 'whsec_not base64 at all';
    const message = { deliveryId: 'd', attemptedAt: 1, body: Buffer.from('{}') };
    const expected = createHmac('sha256', secret).update('d.1.{}').digest('base64');
    expect(signatureHeaders([secret], message)['webhook-signature']).toBe(`v1,${expected}`);
  });
});
