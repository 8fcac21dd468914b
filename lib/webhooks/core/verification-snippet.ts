/**
 * How a receiver checks a notification (manual, 8.4), to be pasted into a message: no secret is in it, and both
 * compare in constant time over the bytes as received.
 */
export const VERIFICATION_SNIPPET = `// Node.js: body is the raw request body (a Buffer), before any JSON parsing
const { createHmac, timingSafeEqual } = require('node:crypto');
function isFromVoki(body, signatureHeader, secret) {
  const expected = Buffer.from('sha256=' + createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(signatureHeader ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

# Python: body is the raw request body (bytes)
import hashlib, hmac
def is_from_voki(body, signature_header, secret):
    expected = 'sha256=' + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (signature_header or '').encode())`;
