import type { EventName } from '@/lib/webhooks/core/event-catalogue';

/** Events of one organisation and name, at `first` to `last` of the sorted list, counted from 1 as PostgreSQL does. */
export interface Run {
  organizationId: string;
  event: EventName;
  first: number;
  last: number;
}

/** What tells which run an event belongs to. */
type OfRun = Pick<Run, 'organizationId' | 'event'>;

/** Sorted into runs; the order within a run is that in which they came. */
export function intoRuns<E extends OfRun>(events: readonly E[]): { sorted: E[]; runs: Run[] } {
  const groups = new Map<string, E[]>();
  for (const event of events) {
    const name = event.organizationId + event.event;
    const group = groups.get(name);
    if (group) group.push(event);
    else groups.set(name, [event]);
  }
  const sorted: E[] = [];
  const runs: Run[] = [];
  for (const group of groups.values()) {
    const [one] = group;
    if (!one) continue;
    runs.push({
      organizationId: one.organizationId,
      event: one.event,
      first: sorted.length + 1,
      last: sorted.length + group.length,
    });
    for (const event of group) sorted.push(event);
  }
  return { sorted, runs };
}
