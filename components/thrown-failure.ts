import { unstable_isUnrecognizedActionError, unstable_rethrow } from 'next/navigation';
import { digestOf } from '@/components/digest-of';
import { type ActionFailure, readRefusal } from '@/lib/action-refusal';

/** When the answer itself did not come: offline, or a server that is just starting. */
const UNANSWERED: ActionFailure = { code: 'unavailable', key: 'unanswered', params: {}, fields: [] };

/** The page was loaded before the panel was updated, and asks for what is no longer there. */
const OUTDATED: ActionFailure = { code: 'conflict', key: 'page_outdated', params: {}, fields: [] };

/** Why calling a server action threw instead of answering: refused at the front door, a fault, or no answer at all. */
export function thrownFailure(error: unknown): ActionFailure {
  // Redirects of Next travel as exceptions.
  unstable_rethrow(error);
  if (unstable_isUnrecognizedActionError(error)) return OUTDATED;
  const refusal = error instanceof Error ? readRefusal(error.message) : null;
  if (refusal) return refusal;
  const faultId = digestOf(error);
  if (!faultId) return UNANSWERED;
  return { code: 'fault', key: 'fault', params: { fault_id: faultId }, fields: [], faultId };
}
