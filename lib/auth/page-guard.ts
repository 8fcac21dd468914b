import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '@/lib/auth/actor';
import { PATH_HEADER, SIGN_IN_PATH } from '@/lib/auth/callback-url';
import { findActor } from '@/lib/auth/find-actor';

/** Who looks at this page, or null; asked of the database once a request, however many parts of the page ask. */
export const currentActor = cache(async (): Promise<Actor | null> => findActor(await headers()));

/**
 * Who looks at this page. A signed-out visitor goes to sign in, and comes back to the same address afterwards.
 * Roles and plans are for the page to show.
 */
export async function pageActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const path = (await headers()).get(PATH_HEADER) ?? '/';
  redirect(`${SIGN_IN_PATH}?callbackUrl=${encodeURIComponent(path)}`);
}
