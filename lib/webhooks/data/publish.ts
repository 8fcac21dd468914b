import { enginePool } from '@/lib/db';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { maskedBody } from '@/lib/webhooks/core/mask';
import { bytesArray, plainArray, separatedTexts, textArray } from './array-literal';
import { type HandOff, roomOfRuns } from './hand-off';
import type { LeasedDelivery } from './leased-delivery';
import { PUBLISH, type PublishedRow } from './publish-statement';
import { intoRuns, type Run } from './runs';
import { isStoredMaskChange, learnStoredMasks, storedMaskOf, storedTexts } from './stored-mask';

/** An accepted event on its way into the database. */
export interface NewEvent {
  /** UUIDv7. */
  id: string;
  organizationId: string;
  event: EventName;
  timestamp: Date;
  subjectId: string;
  customerEmail: string | null;
  body: string;
  /** Null: the call system does not mind repeats. */
  idempotency: { key: string; hash: Buffer } | null;
}

export type Published =
  | { kind: 'accepted'; eventId: string; deliveries: number; leased: LeasedDelivery[] }
  | { kind: 'repeated'; eventId: string; deliveries: number; sameBody: boolean }
  | { kind: 'unknown_organization' };

/**
 * Commits `events` and their deliveries together and tells what became of each, in order, and for which webhooks the
 * queue got some. Null: another event has its key, and {@link findRepeats} tells which.
 */
export async function publishEvents(
  events: readonly NewEvent[],
  handOff: HandOff,
): Promise<{ published: (Published | null)[]; queuedFor: string[] }> {
  const { sorted, runs } = intoRuns(events);
  const rows = await insert(sorted, runs, handOff);
  const published = new Map(answers(rows, sorted, runs, handOff.lease.token));
  return {
    published: events.map(({ id }) => published.get(id) ?? null),
    queuedFor: rows.flatMap(({ webhook_id, queued }) =>
      webhook_id !== null && queued > 0 ? webhook_id : [],
    ),
  };
}

/** How often what webhooks mask may change between looking and storing before that is somebody's fault. */
const STORED_MASK_TRIES = 25;

async function insert(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  handOff: HandOff,
): Promise<PublishedRow[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await insertAs(sorted, runs, handOff, runs.map(storedMaskOf));
    } catch (error) {
      if (!isStoredMaskChange(error) || tries === STORED_MASK_TRIES) throw error;
      await learnStoredMasks(runs.map(({ organizationId }) => organizationId));
    }
  }
}

/** @param masks what is masked before it is stored, run by run */
async function insertAs(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  handOff: HandOff,
  masks: readonly (number | null)[],
): Promise<PublishedRow[]> {
  const stored = masks.every((mask) => mask === null) ? sorted : underMasks(sorted, runs, masks);
  const { rows } = await enginePool().query<PublishedRow>({
    name: 'publish',
    text: PUBLISH,
    values: [
      plainArray(stored.map(({ id }) => id)),
      plainArray(stored.map(({ organizationId }) => organizationId)),
      plainArray(stored.map(({ event }) => event)),
      plainArray(stored.map(({ timestamp }) => timestamp.toISOString())),
      textArray(stored.map(({ subjectId }) => subjectId)),
      textArray(stored.map(({ customerEmail }) => customerEmail)),
      separatedTexts(stored.map(({ body }) => body)),
      textArray(stored.map(({ idempotency }) => idempotency?.key ?? null)),
      bytesArray(stored.map(({ idempotency }) => idempotency?.hash ?? null)),
      plainArray(runs.map(({ organizationId }) => organizationId)),
      plainArray(runs.map(({ event }) => event)),
      plainArray(runs.map(({ first }) => first)),
      plainArray(runs.map(({ last }) => last)),
      plainArray(roomOfRuns(runs, handOff)),
      handOff.webhookRoom,
      JSON.stringify(Object.fromEntries(handOff.rooms)),
      handOff.lease.token,
      handOff.lease.ms,
      plainArray(masks),
    ],
  });
  return rows;
}

function underMasks(
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  masks: readonly (number | null)[],
): NewEvent[] {
  return runs.flatMap(({ first, last }, index) =>
    sorted.slice(first - 1, last).map((event) => ({ ...event, ...storedTexts(event, masks[index] ?? null) })),
  );
}

/** By the ids of events: those that are fresh, and those of unknown organisations. */
function* answers(
  rows: readonly PublishedRow[],
  sorted: readonly NewEvent[],
  runs: readonly Run[],
  leaseToken: string,
): Iterable<[string, Published]> {
  const found = rows.find(({ run }) => run === 0);
  const fresh = found && found.deliveries < sorted.length ? new Set(found.ids?.split(',')) : null;
  const webhooks = rows.filter((row) => row.run > 0 && row.webhook_id !== null);
  const known = new Set(rows.filter(({ webhook_id }) => webhook_id === null).map(({ run }) => run));
  const leased = new Map<number, LeasedDelivery[]>();
  const webhooksOf = new Map<number, number>();
  for (const row of webhooks) {
    webhooksOf.set(row.run, (webhooksOf.get(row.run) ?? 0) + 1);
    collectLeased(row, sorted, leaseToken, leased);
  }
  for (const [index, { first, last }] of runs.entries()) {
    const deliveries = webhooksOf.get(index + 1) ?? 0;
    for (let ord = first; ord <= last; ord++) {
      const id = sorted[ord - 1]?.id ?? '';
      if (!known.has(index + 1)) yield [id, { kind: 'unknown_organization' }];
      else if (!fresh || fresh.has(id))
        yield [id, { kind: 'accepted', eventId: id, deliveries, leased: leased.get(ord) ?? [] }];
    }
  }
}

function collectLeased(
  row: PublishedRow,
  sorted: readonly NewEvent[],
  leaseToken: string,
  leased: Map<number, LeasedDelivery[]>,
): void {
  if (row.ids === null || row.ords === null || row.webhook_id === null) return;
  const ids = row.ids.split(',');
  const secretIds = row.secret_ids.split(',');
  for (const [index, text] of row.ords.split(',').entries()) {
    const ord = Number(text);
    const event = sorted[ord - 1];
    const id = ids[index];
    if (!event || id === undefined) continue;
    const delivery: LeasedDelivery = {
      id,
      organizationId: event.organizationId,
      webhookId: row.webhook_id,
      event: event.event,
      test: false,
      body: maskedBody(event.event, event.body, row.mask),
      url: row.url,
      secretIds,
      attemptNumber: 1,
      trigger: 'event',
      queued: true,
      retryCount: 0,
      probe: false,
      leaseToken,
    };
    const others = leased.get(ord);
    if (others) others.push(delivery);
    else leased.set(ord, [delivery]);
  }
}
