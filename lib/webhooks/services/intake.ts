import { isAscii, isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '@/lib/errors';
import { readBytes } from '@/lib/http/parse';
import { problemResponse } from '@/lib/http/problem';
import { countEvent, countIntakeRequest } from '@/lib/metrics';
import { flawErrors, type IntakeEvent, judgeIntakeEvent } from '@/lib/webhooks/core/intake-event';
import {
  type JsonLayout,
  type JsonRecord,
  type JsonRecords,
  scanEvents,
} from '@/lib/webhooks/core/json-source';
import type { UsableIngestKey } from '@/lib/webhooks/data/ingest-keys';
import { engine } from '@/lib/webhooks/engine/engine';
import { inTime } from './in-time';

/** What posting one event and posting many have in common. */

/** Contract: one event has at most this many bytes. */
export const EVENT_MAX_BYTES = 256 * 1024;

/** What the call system is told of an event that was taken, with the status of its answer. */
export interface AcceptedEvent {
  status: 200 | 202;
  id: string;
  deliveries: number;
  /** Answered already, under the same key and with the same body. */
  duplicate: boolean;
}

/** Of an answer, by names in small letters. Plain until it is made: a `Headers` would be filled and read again twice on the way out. */
export type AnswerHeaders = Record<string, string>;

/**
 * Runs `handle` and answers what it throws as a problem, which carries the headers that `handle` put into the ones it
 * is given.
 * @param where method and path, for the log
 */
export async function answerIntake(
  request: Request,
  where: string,
  handle: (headers: AnswerHeaders) => Promise<Response>,
): Promise<Response> {
  const headers: AnswerHeaders = {};
  let response: Response;
  try {
    response = await handle(headers);
  } catch (error) {
    response = problemResponse(error, request, where);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  }
  countIntakeRequest(response.status);
  return response;
}

/** `body` as JSON with `headers`. */
export function answerJson(body: unknown, status: number, headers: AnswerHeaders): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

interface EventsLimits {
  layout: JsonLayout;
  /** Of the whole body. */
  maxBytes: number;
  maxEvents: number;
}

/**
 * The events of a request's body, not judged yet; one more than `maxEvents` when there are more.
 * @throws AppError `unsupported_media_type` (no JSON, or compressed), `payload_too_large`, `bad_request` (not JSON in
 * UTF-8), `invalid` (what stands around the events)
 */
export async function readEvents(
  request: Request,
  { layout, maxBytes, maxEvents }: EventsLimits,
): Promise<JsonRecord[]> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new AppError('unsupported_media_type');
  // Inflating would let a small body cost much.
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase();
  if (coding !== undefined && coding !== '' && coding !== 'identity')
    throw new AppError('unsupported_media_type', { key: 'content_encoding' });
  const { records, flaws } = scan(await readBytes(request, maxBytes), layout, maxEvents);
  if (flaws.length > 0) throw new AppError('invalid', { fields: flawErrors(flaws) });
  return records;
}

function scan(bytes: Uint8Array, layout: JsonLayout, maxEvents: number): JsonRecords {
  const malformed = () => new AppError('bad_request', { key: 'json_malformed' });
  if (!isUtf8(bytes)) throw malformed();
  // A byte order mark is kept, so that the scanner refuses it.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    isAscii(bytes) ? 'latin1' : 'utf8',
  );
  try {
    return scanEvents(text, layout, maxEvents);
  } catch {
    throw malformed();
  }
}

/**
 * The Idempotency-Key of a request. Values of headers come byte for byte as Latin-1. Read as UTF-8, where it is that, the key is the one that an `"id"`
 * in a body would be.
 */
export function idempotencyKey(request: Request): string | null {
  const value = request.headers.get('idempotency-key');
  if (value === null || /^[\x20-\x7e]*$/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** What names an event beside its own `"id"`: `header` wins over that, `fallback` is for one without. */
interface KeysBeside {
  header?: string | null;
  fallback?: string | null;
}

/**
 * Judges one event and commits it with its deliveries.
 * @throws AppError `invalid` with each wrong field, `forbidden` (key of another organisation), `not_found` (unknown
 * organisation), `conflict` (the idempotency key belongs to another event), `unavailable`
 */
export async function acceptRecord(
  record: JsonRecord,
  caller: Pick<UsableIngestKey, 'organizationId'>,
  keys: KeysBeside,
): Promise<AcceptedEvent> {
  try {
    const accepted = await judgeAndPublish(record, caller, keys);
    countEvent(accepted.duplicate ? 'repeated' : 'accepted');
    return accepted;
  } catch (error) {
    // Away or out of time is no judgement.
    if (error instanceof AppError && error.code !== 'unavailable') countEvent('refused');
    throw error;
  }
}

async function judgeAndPublish(
  record: JsonRecord,
  caller: Pick<UsableIngestKey, 'organizationId'>,
  { header = null, fallback = null }: KeysBeside,
): Promise<AcceptedEvent> {
  const judgement = judgeIntakeEvent(record, header, engine().date());
  if (!judgement.ok) throw new AppError('invalid', { fields: judgement.fields });
  const { event } = judgement;
  if (caller.organizationId !== null && caller.organizationId !== event.organizationId)
    throw new AppError('forbidden', { key: 'ingest_key_foreign' });
  return publish(event, event.idempotencyKey ?? fallback);
}

async function publish(event: IntakeEvent, key: string | null): Promise<AcceptedEvent> {
  const { organizationId, timestamp, subjectId, customerEmail, body, identity } = event;
  const published = await inTime(
    engine().publish({
      id: uuidv7(),
      organizationId,
      event: event.event,
      timestamp,
      subjectId,
      customerEmail,
      body,
      idempotency: key === null ? null : { key, hash: hash('sha256', identity, 'buffer') },
    }),
  );
  switch (published.kind) {
    case 'accepted':
      return { status: 202, id: published.eventId, deliveries: published.deliveries, duplicate: false };
    case 'repeated':
      if (!published.sameBody) throw new AppError('conflict', { key: 'idempotency_conflict' });
      return { status: 200, id: published.eventId, deliveries: published.deliveries, duplicate: true };
    case 'unknown_organization':
      throw new AppError('not_found', { key: 'organization_unknown' });
  }
}
