'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import { snoozeInput } from '@/lib/webhooks/schemas';
import { snoozeAlerts } from '@/lib/webhooks/services/snooze-alerts';

/** Snoozes the alerts of a webhook for some hours; 0 wakes them. */
export async function snoozeAlertsAction(
  id: string,
  input: unknown,
): Promise<Result<{ alerts_snoozed_until: string | null }>> {
  return guardedAction('snoozeAlertsAction', async (actor) =>
    snoozeAlerts(actor, id, parseWith(snoozeInput, input).hours),
  );
}
