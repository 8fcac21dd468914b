/** What a delivery can be (contract: `pending` until an attempt has ended; then its last outcome; `held` while its webhook was off). */
export const DELIVERY_STATUSES = ['pending', 'success', 'failure', 'timeout', 'held'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why an attempt was made. */
export const ATTEMPT_TRIGGERS = ['event', 'retry', 'resend', 'test'] as const;
export type AttemptTrigger = (typeof ATTEMPT_TRIGGERS)[number];

/** How an attempt can end. */
export const ATTEMPT_OUTCOMES = ['success', 'failure', 'timeout'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** The closed set of reasons why an attempt did not succeed. */
export const FAILURE_CODES = [
  'dns',
  'connect_refused',
  'connect_timeout',
  'tls_expired',
  'tls_self_signed',
  'tls_wrong_name',
  'tls',
  'reset',
  'no_response',
  'timeout',
  'redirect',
  'http_4xx',
  'http_5xx',
  'blocked_address',
  'protocol',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Why a webhook is off. */
export const DISABLED_REASONS = ['manual', 'gone', 'failing', 'plan'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/**
 * The outcome that each code counts as. Contract: no complete response head in time is a timeout, and so is a
 * connection that was not established in time; all else is a failure.
 */
export const OUTCOME_OF_CODE: Record<FailureCode, Exclude<AttemptOutcome, 'success'>> = {
  dns: 'failure',
  connect_refused: 'failure',
  connect_timeout: 'timeout',
  tls_expired: 'failure',
  tls_self_signed: 'failure',
  tls_wrong_name: 'failure',
  tls: 'failure',
  reset: 'failure',
  no_response: 'failure',
  timeout: 'timeout',
  redirect: 'failure',
  http_4xx: 'failure',
  http_5xx: 'failure',
  blocked_address: 'failure',
  protocol: 'failure',
};

/** What an answer's status means: null for success (2xx). Informational ones never end an attempt. */
export function codeOfStatus(status: number): FailureCode | null {
  if (status >= 200 && status <= 299) return null;
  if (status >= 300 && status <= 399) return 'redirect';
  if (status >= 400 && status <= 499) return 'http_4xx';
  if (status >= 500 && status <= 599) return 'http_5xx';
  return 'protocol';
}
