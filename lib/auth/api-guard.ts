import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { findActor } from '@/lib/auth/find-actor';
import { findKeyHolder } from '@/lib/auth/find-key-holder';
import { AppError } from '@/lib/errors';
import { assertSameOrigin } from '@/lib/http/same-origin';
import type { Right } from '@/lib/webhooks/core/plan';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who calls a route of the JSON API. An Authorization header decides alone, so that a key that is wrong or revoked
 * never falls back to the cookie of whoever sits at the browser. With a cookie, a change must come from the panel
 * itself; a key is no cookie, which no other site can make a browser send.
 *
 * The service asks for the right again; asked here too, nobody's body is read who may not send one.
 * @throws AppError `unauthenticated`, `rate_limited` (unknown keys), `forbidden` (role, foreign or absent Origin),
 * `plan_required`
 */
export async function apiActor(request: Request, right: Right): Promise<Actor> {
  const actor = request.headers.has('authorization') ? await byKey(request) : await byCookie(request);
  authorize(actor, right);
  return actor;
}

async function byKey(request: Request): Promise<Actor> {
  const actor = await findKeyHolder(request);
  if (!actor) throw new AppError('unauthenticated', { key: 'api_key_unknown' });
  return actor;
}

async function byCookie(request: Request): Promise<Actor> {
  const actor = await findActor(request.headers);
  if (!actor) throw new AppError('unauthenticated');
  if (!READS.has(request.method)) assertSameOrigin(request.headers);
  return actor;
}
