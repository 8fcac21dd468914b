import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { Actor } from '@/lib/auth/actor';
import { findActor } from '@/lib/auth/find-actor';
import { AppError } from '@/lib/errors';
import { actionFailure } from '@/lib/http/action-failure';
import { assertSameOrigin } from '@/lib/http/same-origin';
import type { Result } from '@/lib/result';

function failure(error: unknown, where: string): Result<never> {
  // Redirects of Next travel as exceptions.
  unstable_rethrow(error);
  return { ok: false, error: actionFailure(error, where) };
}

/**
 * The frame of a server action that anyone may call: it must come from the panel's own pages, and whatever it
 * throws is answered as a {@link Result}.
 */
export async function publicAction<T>(name: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    assertSameOrigin(await headers());
    return { ok: true, data: await work() };
  } catch (error) {
    return failure(error, name);
  }
}

/** As {@link publicAction}, for those who are signed in. What they may do is for the service to judge. */
export function guardedAction<T>(name: string, work: (actor: Actor) => Promise<T>): Promise<Result<T>> {
  return publicAction(name, async () => {
    const actor = await findActor(await headers());
    if (!actor) throw new AppError('unauthenticated');
    return work(actor);
  });
}
