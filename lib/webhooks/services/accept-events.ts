import { hash } from 'node:crypto';
import { AppError, STATUS_OF_CODE } from '@/lib/errors';
import { expectedError, fieldErrors, type Problem } from '@/lib/http/problem';
import { type Locale, preferredLocale } from '@/lib/i18n/locales';
import { logFault } from '@/lib/log';
import { countEvent } from '@/lib/metrics';
import { isIdempotencyKey } from '@/lib/webhooks/core/intake-event';
import type { JsonRecord } from '@/lib/webhooks/core/json-source';
import type { UsableIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { ingestCaller } from './ingest-caller';
import {
  type AcceptedEvent,
  acceptRecord,
  answerIntake,
  answerJson,
  EVENT_MAX_BYTES,
  idempotencyKey,
  readEvents,
} from './intake';
import { BATCH_MAX_EVENTS, spendQuota } from './intake-quota';

const BATCH_MAX_BYTES = 1024 * 1024;

/** What became of one event of a batch. `code` as in a problem; `errors` name the fields at fault. */
type BatchItem = AcceptedEvent | RefusedEvent;

interface RefusedEvent {
  status: number;
  code: Problem['code'];
  errors?: { path: string; message: string }[];
  /** By which support finds a fault of ours in the log. */
  fault_id?: string;
}

/**
 * `POST /api/events/batch` as a web-standard function: `{"events":[1..1000]}` of at most 1 MiB, each event as for
 * `POST /api/events` with its key in `"id"`. Events without one are known again under the request's `Idempotency-Key`.
 * Answers 200 `{"results":[…]}` in order, each with the status that the event alone would have got; a bad one stops
 * no other. As a whole: 400, 401, 413, 415, 422 (no or too many events), 429 (the limit has no room for all), and 503
 * when the database took none of them. What it took before it went away is told, so that only the rest is repeated.
 */
export function acceptEvents(request: Request): Promise<Response> {
  return answerIntake(request, 'POST /api/events/batch', async (headers) => {
    const caller = await ingestCaller(request);
    const records = await readEvents(request, {
      layout: 'batch',
      maxBytes: BATCH_MAX_BYTES,
      maxEvents: BATCH_MAX_EVENTS,
    });
    if (records.length === 0 || records.length > BATCH_MAX_EVENTS)
      throw new AppError('invalid', { fields: [{ path: ['events'], key: 'events_count' }] });
    spendQuota(caller.id, records.length, headers);
    const keys = fallbackKeys(idempotencyKey(request), records);
    const locale = preferredLocale(request.headers.get('accept-language'));
    // Begun together, they share commits.
    const results = await Promise.allSettled(
      records.map((record, index) => acceptItem(record, caller, keys?.[index] ?? null, locale)),
    );
    return answerJson({ results: together(results, locale) }, 200, headers);
  });
}

/**
 * For each event a key of the batch's own and what the event says, so that it is known again in another place too, as
 * when only the rest is repeated; the same event twice in one batch is two. Null without a key.
 */
function fallbackKeys(key: string | null, records: readonly JsonRecord[]): string[] | null {
  if (key === null) return null;
  if (!isIdempotencyKey(key))
    throw new AppError('invalid', { fields: [{ path: ['Idempotency-Key'], key: 'idempotency_key' }] });
  const seen = new Map<string, number>();
  return records.map(({ source }) => {
    const nth = (seen.get(source) ?? 0) + 1;
    seen.set(source, nth);
    return `${key} ${hash('sha256', source)} ${nth}`;
  });
}

/** Throws the first error that is no event's own fault, unless some events were taken: then it is told beside those. */
function together(results: PromiseSettledResult<BatchItem>[], locale: Locale): BatchItem[] {
  const taken = results.some((one) => one.status === 'fulfilled' && 'duplicate' in one.value);
  return results.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    if (!taken) throw one.reason;
    const expected = expectedError(one.reason);
    if (expected) return refused(expected, locale);
    return { status: 500, code: 'fault', fault_id: logFault('POST /api/events/batch', one.reason) };
  });
}

async function acceptItem(
  record: JsonRecord,
  caller: UsableIngestKey,
  fallback: string | null,
  locale: Locale,
): Promise<BatchItem> {
  try {
    if (Buffer.byteLength(record.source) > EVENT_MAX_BYTES) {
      countEvent('refused');
      throw new AppError('payload_too_large', { fields: [{ path: [], key: 'event_too_large' }] });
    }
    return await acceptRecord(record, caller, { fallback });
  } catch (error) {
    // What is no event's own fault is for all of them to say.
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
    return refused(error, locale);
  }
}

function refused(error: AppError, locale: Locale): RefusedEvent {
  const errors = fieldErrors(error, locale);
  return { status: STATUS_OF_CODE[error.code], code: error.code, ...(errors.length > 0 && { errors }) };
}
