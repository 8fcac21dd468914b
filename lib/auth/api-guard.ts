import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findActor } from '@/lib/auth/find-actor';
import { AppError } from '@/lib/errors';
import { assertSameOrigin } from '@/lib/http/same-origin';
import type { Right } from '@/lib/webhooks/core/plan';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who calls a route of the JSON API. An Authorization header decides alone, so that a key that is wrong never
 * falls back to the cookie of whoever sits at the browser; no API key is known yet, so it is refused.
 * With a cookie, a change must come from the panel itself.
 *
 * The service asks for the right again; asked here too, nobody's body is read who may not send one.
 * @throws AppError `unauthenticated`, `forbidden` (role, foreign or absent Origin), `plan_required`
 */
export async function apiActor(request: Request, right: Right): Promise<Actor> {
  if (request.headers.has('authorization')) throw new AppError('unauthenticated', { key: 'api_key_unknown' });
  const actor = await findActor(request.headers);
  if (!actor) throw new AppError('unauthenticated');
  if (!READS.has(request.method)) assertSameOrigin(request.headers);
  authorize(actor, right);
  return actor;
}
