import type { NewLease } from './leased-delivery';
import type { Room } from './room';
import type { Run } from './runs';

/** How many of the new deliveries the publishing process takes at once; the queue takes the rest. */
export interface HandOff extends Room {
  lease: NewLease;
  /** When it was asked for, in milliseconds of the process's monotonic clock: the lease begins no earlier. */
  since: number;
}

/**
 * Deliveries that are expected of so many events when room is shared out, before it is known how many webhooks are
 * subscribed: eight each, and of a few events as many as one may have.
 */
export const expectedOf = (events: number) => Math.max(events * 8, 100);

/** Shares the room out: to each run what its organisation has and its events may need, until there is none. */
export function roomOfRuns(runs: readonly Run[], handOff: HandOff): number[] {
  let left = handOff.room;
  const ofOrganizations = new Map(handOff.organizationRooms);
  return runs.map(({ organizationId, first, last }) => {
    const has = ofOrganizations.get(organizationId) ?? handOff.organizationRoom;
    const room = Math.min(left, has, expectedOf(last - first + 1));
    left -= room;
    ofOrganizations.set(organizationId, has - room);
    return room;
  });
}
