import type { ActionFailure } from '@/lib/action-refusal';
import { expectedError } from '@/lib/http/problem';
import { logFault } from '@/lib/log';

/**
 * `error` as a server action answers it. What is not expected is only an id, under which it is logged.
 * @param where the action, for the log
 */
export function actionFailure(error: unknown, where: string): ActionFailure {
  const expected = expectedError(error);
  if (expected) {
    const { code, key, params, fields } = expected;
    return { code, key, params, fields };
  }
  const faultId = logFault(where, error);
  return { code: 'fault', key: 'fault', params: { fault_id: faultId }, fields: [], faultId };
}
