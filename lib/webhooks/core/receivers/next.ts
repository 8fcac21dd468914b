export const NEXT = `// app/api/voki/route.ts
import { createHmac, timingSafeEqual } from 'node:crypto';

const secret = process.env.VOKI_WEBHOOK_SECRET ?? '';

function isFromVoki(body: Buffer, signature: string): boolean {
  const expected = Buffer.from('sha256=' + createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export async function POST(request: Request): Promise<Response> {
  // The bytes as they came, and not request.json(): read and written again it has other ones.
  const body = Buffer.from(await request.arrayBuffer());
  if (!isFromVoki(body, request.headers.get('x-voki-signature') ?? '')) {
    return new Response(null, { status: 401 });
  }
  const message = JSON.parse(body.toString('utf8'));
  // The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
  console.log(request.headers.get('x-voki-delivery'), message.event, message.data.id);
  return new Response(null, { status: 204 });
}
`;
