import { createCipheriv, createHmac } from 'node:crypto';

/** The secret of a server's records in a line of the key log, null when it is about something else. */
export function serverSecret(line: Buffer): Buffer | null {
  const [, hex] = /^SERVER_TRAFFIC_SECRET_0 \S+ (\S+)/.exec(line.toString()) ?? [];
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}

/**
 * Record after record of session tickets nobody asked for, as a server with TLS_AES_128_GCM_SHA256 may write them
 * (RFC 8446, 4.6.1 and 5.2).
 * @param sequence how many records the server has written with `secret`
 */
export function ticketRecords(secret: Buffer, sequence: number): () => Buffer {
  const key = expand(secret, 'key', 16);
  const iv = expand(secret, 'iv', 12);
  // Type and length, lifetime, age, nonce, ticket of 32 bytes, no extensions.
  const ticket = Buffer.from([
    4,
    0,
    0,
    46,
    0,
    0,
    28,
    32,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    32,
    ...Array(32).fill(1),
    0,
    0,
  ]);
  const plain = Buffer.concat([...Array<Buffer>(300).fill(ticket), Buffer.from([22])]);
  const head = Buffer.from([23, 3, 3, 0, 0]);
  head.writeUInt16BE(plain.length + 16, 3);
  return () => {
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence++) >>> 0, 8);
    const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(head);
    return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
}

/** HKDF-Expand-Label (RFC 8446, 7.1) of what fits into one block. */
function expand(secret: Buffer, label: string, length: number): Buffer {
  const info = Buffer.from(
    `\0${String.fromCharCode(length, label.length + 6)}tls13 ${label}\0\x01`,
    'latin1',
  );
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}
