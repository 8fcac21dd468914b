import { unavailable } from '@/lib/http/problem';
import { Deadlines } from '@/lib/webhooks/engine/deadlines';

/** Longer than any commit takes, shorter than call systems wait for an answer. */
const deadlines = new Deadlines(10_000);

/**
 * What `work` of the database comes to, within ten seconds: one that neither answers nor refuses, as behind a broken
 * network, is away too. The work itself goes on and may still be committed; a repeat under the same key finds that.
 * @throws AppError `unavailable`
 */
export function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = deadlines.start({ expire: () => reject(unavailable()) });
    const ends =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        deadlines.cancel(deadline);
        settle(value);
      };
    work.then(ends(resolve), ends(reject));
  });
}
