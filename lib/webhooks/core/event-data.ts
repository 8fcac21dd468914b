import type { FieldError } from '@/lib/errors';
import { EVENT_CATALOGUE, type EventName } from './event-catalogue';

/** What the history and the search take from an event's data. */
export interface EventSubject {
  /** The call's or customer's id. */
  subjectId: string;
  /** Lower case; null when there is none. */
  customerEmail: string | null;
}

export type EventDataJudgement = { ok: true; subject: EventSubject } | { ok: false; errors: FieldError[] };

const TEXT_MAX = 256;
// RFC 5321 allows 254 characters. The shape alone is checked: whether it exists is for the call system to know.
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;
const EMAIL_MAX = 254;

/** An attendant is known once one has accepted the call. A missed call never had one. */
const NEEDS_ATTENDANT: readonly EventName[] = ['call.assigned', 'call.started', 'call.completed'];

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gathers what is wrong with the fields of one object. null counts as absent, as many serialisers write it for "none". */
class Check {
  constructor(
    private readonly errors: FieldError[],
    private readonly path: string[],
    private readonly fields: Fields,
  ) {}

  report(key: string, name: string): void {
    this.errors.push({ path: [...this.path, name], key });
  }

  text(name: string, need: 'required' | 'optional'): void {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      if (need === 'required') this.report('field_required', name);
    } else if (typeof value !== 'string') {
      this.report('field_text', name);
    } else if (value.length > TEXT_MAX) {
      this.report('field_too_long', name);
    } else if (need === 'required' && value.trim() === '') {
      this.report('field_required', name);
    }
  }

  email(name: string, need: 'required' | 'optional'): void {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      if (need === 'required') this.report('field_required', name);
    } else if (typeof value !== 'string' || value.length > EMAIL_MAX || !EMAIL.test(value)) {
      this.report('field_email', name);
    }
  }

  seconds(name: string, need: 'required' | 'optional'): void {
    const value = this.fields[name];
    if (value === undefined || value === null) {
      if (need === 'required') this.report('field_required', name);
    } else if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      // 1e999 is JSON, and parses to Infinity, which is no integer.
      this.report('field_seconds', name);
    }
  }
}

/**
 * Judges the parsed `data` of `event` by the contract with the call system: which fields are required follows from the
 * event. Fields that the catalogue does not know are not looked at. Error keys are below `validation` in the message
 * catalogue, their paths begin with `data`.
 */
export function judgeEventData(event: EventName, data: unknown): EventDataJudgement {
  if (!isObject(data)) {
    return {
      ok: false,
      errors: [{ path: ['data'], key: data === undefined ? 'field_required' : 'field_object' }],
    };
  }
  const errors: FieldError[] = [];
  if (EVENT_CATALOGUE[event].group === 'call') checkCall(event, data, errors);
  else checkCustomer(data, errors);
  if (errors.length > 0) return { ok: false, errors };

  const holder = EVENT_CATALOGUE[event].group === 'call' ? data.customer : data;
  const email = isObject(holder) && typeof holder.email === 'string' ? holder.email.toLowerCase() : null;
  return { ok: true, subject: { subjectId: String(data.id), customerEmail: email } };
}

function checkCall(event: EventName, data: Fields, errors: FieldError[]): void {
  const call = new Check(errors, ['data'], data);
  call.text('id', 'required');
  call.text('status', 'required');
  call.seconds('duration_seconds', event === 'call.completed' ? 'required' : 'optional');
  // A customer may join the queue of no department in particular.
  call.text('department_id', 'optional');
  call.text('attendant_id', NEEDS_ATTENDANT.includes(event) ? 'required' : 'optional');
  const { customer } = data;
  if (customer === undefined || customer === null) {
    call.report('field_required', 'customer');
  } else if (!isObject(customer)) {
    call.report('field_object', 'customer');
  } else {
    const fields = new Check(errors, ['data', 'customer'], customer);
    fields.text('name', 'required');
    fields.email('email', 'optional');
  }
}

function checkCustomer(data: Fields, errors: FieldError[]): void {
  const customer = new Check(errors, ['data'], data);
  customer.text('id', 'required');
  customer.text('name', 'required');
  customer.email('email', 'required');
  customer.text('phone', 'optional');
}
