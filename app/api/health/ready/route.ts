import { otherMethods } from '@/lib/http/route';
import { readiness } from '@/lib/webhooks/services/health';

export const dynamic = 'force-dynamic';

/** 200 when this process can do its work, else 503: `{"ready","database","migrations","worker"}`. */
export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, { status: state.ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
