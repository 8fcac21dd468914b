'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import type { Result } from '@/lib/result';
import { cancelRotation } from '@/lib/webhooks/services/cancel-rotation';

/** Forgets the new secret; the old one stays. */
export async function cancelRotationAction(id: string): Promise<Result<null>> {
  return guardedAction('cancelRotationAction', async (actor) => {
    await cancelRotation(actor, id);
    return null;
  });
}
