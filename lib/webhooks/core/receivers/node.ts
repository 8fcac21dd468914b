export const NODE = `// receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.VOKI_WEBHOOK_SECRET;

function isFromVoki(body, signature = '') {
  const expected = Buffer.from('sha256=' + createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const server = createServer(async (request, response) => {
  // The bytes as they came. JSON that is read and written again has other ones.
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (!isFromVoki(body, request.headers['x-voki-signature'])) {
    response.writeHead(401).end();
    return;
  }
  const message = JSON.parse(body.toString('utf8'));
  // The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
  console.log(request.headers['x-voki-delivery'], message.event, message.data.id);
  response.writeHead(204).end();
});

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1');
`;
