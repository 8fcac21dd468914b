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
