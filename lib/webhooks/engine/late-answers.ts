import { log } from '@/lib/log';
import { areAnswersAbandoned, eraseAbandonedAnswers } from '@/lib/webhooks/data/late-answers';

/** Finishes the erasures whose own process does not wait any more for what was being sent. */
export async function finishErasures(stopped: AbortSignal): Promise<void> {
  // Nearly always there is none, which takes no transaction to see.
  if (!(await areAnswersAbandoned())) return;
  while (!stopped.aborted) {
    const erased = await eraseAbandonedAnswers();
    if (!erased) return;
    if (erased.ended > 0) log.info({ ...erased }, 'erasure finished');
  }
}
