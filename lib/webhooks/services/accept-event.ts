import { ingestCaller } from './ingest-caller';
import {
  acceptRecord,
  answerIntake,
  answerJson,
  EVENT_MAX_BYTES,
  idempotencyKey,
  readEvents,
} from './intake';
import { spendQuota } from './intake-quota';

/**
 * `POST /api/events` as a web-standard function, which Next or any other server can serve.
 *
 * Body `{"organization_id","event","timestamp"?,"data",…}` of at most 256 KiB, ingest key as bearer token,
 * `Idempotency-Key` as a header or `"id"` in the body.
 * Answers 202 `{"id","deliveries","duplicate":false}` once event and deliveries are committed, 200 with
 * `"duplicate":true` on a repeat, else a problem: 400, 401, 403, 404, 409, 413, 415, 422, 429, 503.
 */
export function acceptEvent(request: Request): Promise<Response> {
  return answerIntake(request, 'POST /api/events', async (headers) => {
    const caller = await ingestCaller(request);
    // Before the body is read: what is over the limit must cost little.
    spendQuota(caller.id, 1, headers);
    const [record] = await readEvents(request, { layout: 'single', maxBytes: EVENT_MAX_BYTES, maxEvents: 1 });
    if (!record) throw new Error('a text that is JSON has a value');
    const { status, id, deliveries, duplicate } = await acceptRecord(record, caller, {
      header: idempotencyKey(request),
    });
    return answerJson({ id, deliveries, duplicate }, status, headers);
  });
}
