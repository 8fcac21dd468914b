import { sessionCookieName } from '@/lib/auth/session';
import { otherMethods } from '@/lib/http/route';
import { openApiDocument } from '@/lib/openapi/document';

let described: Response | undefined;

/** Every route, as OpenAPI 3.1. For anyone: it holds nothing of any organisation. */
export function GET(): Response {
  described ??= Response.json(openApiDocument(sessionCookieName()), {
    headers: { 'cache-control': 'public, max-age=300' },
  });
  return described.clone();
}

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
