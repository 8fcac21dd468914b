export const dynamic = 'force-dynamic';

/** 200 as long as the process answers at all; for restarting it when it does not. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
