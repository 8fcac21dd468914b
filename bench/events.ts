import { v7 as uuidv7 } from 'uuid';
import { payloadBody } from '@/lib/webhooks/core/payload';
import type { NewEvent } from '@/lib/webhooks/data/publish';

/** Events of about 350 bytes, as a call system sends them at the end of a call; each of another call. */

export const EVENT = 'call.completed' as const;
/** Callers that hand over an event at a time and wait until it is durable: what the intake of a busy hour looks like. */
export const CALLERS = 500;
const TIMESTAMP = '2026-02-20T14:30:00Z';
let calls = 0;

function nextSubject(): string {
  return `call-${process.pid}-${++calls}`;
}

function callData(subject: string): string {
  return `{"id":"${subject}","status":"completed","duration_seconds":184,"department_id":"dep-12","attendant_id":"att-7","customer":{"name":"Ana Souza","email":"ana.souza@example.com"}}`;
}

/** The id of the call in a delivery's body. */
export function subjectOf(body: string): string {
  return /"id":"(call-\d+-\d+)"/.exec(body)?.[1] ?? '';
}

/** The body of a delivery. */
export function deliveryBody(): string {
  return payloadBody(EVENT, new Date(TIMESTAMP), callData(nextSubject()));
}

/** An event as the intake hands it to the engine. */
export function newEvent(organizationId: string): NewEvent {
  const subjectId = nextSubject();
  return {
    id: uuidv7(),
    organizationId,
    event: EVENT,
    timestamp: new Date(TIMESTAMP),
    subjectId,
    customerEmail: 'ana.souza@example.com',
    body: payloadBody(EVENT, new Date(TIMESTAMP), callData(subjectId)),
    idempotency: null,
  };
}

/** An event as the call system posts it, with the id by which a repeat is known. */
export function postedEvent(organizationId: string): string {
  const subject = nextSubject();
  return `{"organization_id":"${organizationId}","id":"${subject}","event":"${EVENT}","timestamp":"${TIMESTAMP}","data":${callData(subject)}}`;
}
