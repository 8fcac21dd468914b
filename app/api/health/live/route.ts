import { otherMethods } from '@/lib/http/route';

export const dynamic = 'force-dynamic';

/** 200 as long as the process answers at all; for restarting it when it does not. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
