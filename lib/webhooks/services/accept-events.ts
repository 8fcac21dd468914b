import { AppError, STATUS_OF_CODE } from '@/lib/errors';
import { fieldErrors } from '@/lib/http/problem';
import { type Locale, preferredLocale } from '@/lib/i18n/locales';
import type { JsonRecord } from '@/lib/webhooks/core/json-source';
import type { UsableIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { ingestCaller } from './ingest-caller';
import { type AcceptedEvent, acceptRecord, answerIntake, EVENT_MAX_BYTES, readEvents } from './intake';
import { BATCH_MAX_EVENTS, spendQuota } from './intake-quota';

const BATCH_MAX_BYTES = 1024 * 1024;

/** What became of one event of a batch. `code` as in a problem; `errors` name the fields at fault. */
type BatchItem =
  | AcceptedEvent
  | { status: number; code: AppError['code']; errors?: { path: string; message: string }[] };

/**
 * `POST /api/events/batch` as a web-standard function: `{"events":[1..1000]}` of at most 1 MiB, each event as for
 * `POST /api/events` with its key in `"id"`.
 * Answers 200 `{"results":[…]}` in order, each with the status that the event alone would have got; a bad one stops
 * no other. As a whole: 400, 401, 413, 415, 422 (no or too many events), 429 (the limit has no room for all), 503.
 */
export function acceptEvents(request: Request): Promise<Response> {
  return answerIntake(request, 'POST /api/events/batch', async (headers) => {
    const caller = await ingestCaller(request);
    const records = await readEvents(request, 'batch', BATCH_MAX_BYTES);
    if (records.length === 0 || records.length > BATCH_MAX_EVENTS)
      throw new AppError('invalid', { fields: [{ path: ['events'], key: 'events_count' }] });
    spendQuota(caller.id, records.length, headers);
    const locale = preferredLocale(request.headers.get('accept-language'));
    // Begun together, they share commits.
    const results = await Promise.all(records.map((record) => acceptItem(record, caller, locale)));
    return Response.json({ results });
  });
}

async function acceptItem(record: JsonRecord, caller: UsableIngestKey, locale: Locale): Promise<BatchItem> {
  try {
    if (Buffer.byteLength(record.source) > EVENT_MAX_BYTES)
      throw new AppError('payload_too_large', { fields: [{ path: [], key: 'event_too_large' }] });
    return await acceptRecord(record, caller, null);
  } catch (error) {
    // What is not the event's own fault, such as a database that is away, is the answer to the whole request.
    if (!(error instanceof AppError)) throw error;
    const errors = fieldErrors(error, locale);
    return { status: STATUS_OF_CODE[error.code], code: error.code, ...(errors.length > 0 && { errors }) };
  }
}
