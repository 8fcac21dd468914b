import { AppError, STATUS_OF_CODE } from '@/lib/errors';
import { expectedError, fieldErrors, type Problem } from '@/lib/http/problem';
import { type Locale, preferredLocale } from '@/lib/i18n/locales';
import { logFault } from '@/lib/log';
import { countEvent } from '@/lib/metrics';
import type { JsonRecord } from '@/lib/webhooks/core/json-source';
import type { UsableIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { ingestCaller } from './ingest-caller';
import {
  type AcceptedEvent,
  acceptRecord,
  answerIntake,
  answerJson,
  EVENT_MAX_BYTES,
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
 * `POST /api/events` with its key in `"id"`.
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
    const locale = preferredLocale(request.headers.get('accept-language'));
    // Begun together, they share commits.
    const results = await Promise.allSettled(records.map((record) => acceptItem(record, caller, locale)));
    return answerJson({ results: together(results, locale) }, 200, headers);
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

async function acceptItem(record: JsonRecord, caller: UsableIngestKey, locale: Locale): Promise<BatchItem> {
  try {
    if (Buffer.byteLength(record.source) > EVENT_MAX_BYTES) {
      countEvent('refused');
      throw new AppError('payload_too_large', { fields: [{ path: [], key: 'event_too_large' }] });
    }
    return await acceptRecord(record, caller, null);
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
