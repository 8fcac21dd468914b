/** The six events of the manual's section 8.3, in its order. Adding one without its description or example does not compile. */
export const EVENT_NAMES = [
  'call.created',
  'call.assigned',
  'call.started',
  'call.completed',
  'call.missed',
  'customer.created',
] as const;

export type EventName = (typeof EVENT_NAMES)[number];

/** How the form groups them. */
export type EventGroup = 'call' | 'customer';

/** A name as a key of the message catalogue, in whose keys dots cannot be. */
export type Underscored<Name> = Name extends `${infer Thing}.${infer Act}` ? `${Thing}_${Act}` : never;
/** An event's name as such a key. */
export type EventMessageKey = Underscored<EventName>;

interface EventDefinition {
  group: EventGroup;
  /** Words are in the message catalogue: `events.<key>.name`, `.fires`. */
  messageKey: EventMessageKey;
  /** `data` in the manual's form; made-up people, fixed ids. Tests and the guide send and show this very object. */
  example: Record<string, unknown>;
}

/** When the manual's example of a payload (8.5) happened; every example has it. */
export const EXAMPLE_TIMESTAMP = '2026-02-20T14:30:00Z';

const CUSTOMER = { name: 'Maria Oliveira', email: 'maria.oliveira@example.com' };
const CALL_ID = '3f0c9a52-6b1e-4d7a-9c55-0e8b7a4d2f10';
const DEPARTMENT_ID = '7a1d4c7e-2f55-4b8e-8d0e-5a9f3c6b1e22';
const ATTENDANT_ID = 'c2b8e6d4-91f3-4a60-b7a5-1d4e9f8c3b77';

export const EVENT_CATALOGUE: Record<EventName, EventDefinition> = {
  'call.created': {
    group: 'call',
    messageKey: 'call_created',
    example: { id: CALL_ID, status: 'waiting', department_id: DEPARTMENT_ID, customer: CUSTOMER },
  },
  'call.assigned': {
    group: 'call',
    messageKey: 'call_assigned',
    example: {
      id: CALL_ID,
      status: 'assigned',
      department_id: DEPARTMENT_ID,
      attendant_id: ATTENDANT_ID,
      customer: CUSTOMER,
    },
  },
  'call.started': {
    group: 'call',
    messageKey: 'call_started',
    example: {
      id: CALL_ID,
      status: 'in_progress',
      department_id: DEPARTMENT_ID,
      attendant_id: ATTENDANT_ID,
      customer: CUSTOMER,
    },
  },
  'call.completed': {
    group: 'call',
    messageKey: 'call_completed',
    example: {
      id: CALL_ID,
      status: 'completed',
      duration_seconds: 342,
      department_id: DEPARTMENT_ID,
      attendant_id: ATTENDANT_ID,
      customer: CUSTOMER,
    },
  },
  'call.missed': {
    group: 'call',
    messageKey: 'call_missed',
    example: { id: CALL_ID, status: 'missed', department_id: DEPARTMENT_ID, customer: CUSTOMER },
  },
  'customer.created': {
    group: 'customer',
    messageKey: 'customer_created',
    example: {
      id: '5e2d8b16-4c3a-4f97-8a61-7b0c9d2e4f33',
      name: CUSTOMER.name,
      email: CUSTOMER.email,
      phone: '+55 11 99999-0000',
    },
  },
};

/** Whether `value` is one of the catalogue's names. */
export function isEventName(value: unknown): value is EventName {
  return typeof value === 'string' && (EVENT_NAMES as readonly string[]).includes(value);
}
