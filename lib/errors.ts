/**
 * The closed set of errors that a caller is meant to see. Everything else is a fault of ours: it is logged
 * under an id, and only the id leaves the process.
 */
export type ErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'plan_required'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'invalid'
  | 'rate_limited'
  | 'unavailable';

/** One wrong field: where it is (`['events', '0']`) and the catalogue key of what to do about it. */
export interface FieldError {
  path: string[];
  /** Key below `validation` in the message catalogue. */
  key: string;
  params?: Record<string, string | number>;
}

interface AppErrorOptions {
  /** Key below `errors` in the message catalogue; the code itself when absent. */
  key?: string;
  params?: Record<string, string | number>;
  fields?: FieldError[];
  retryAfterSeconds?: number;
}

/** Of every copy of the class in this process. */
const MARK = Symbol.for('voki.AppError');

/**
 * An expected refusal. Carries catalogue keys, never sentences, so that each transport answers in its reader's language.
 *
 * `instanceof` goes by a mark and not by the class, of which a process has several: Next bundles route handlers apart
 * from instrumentation.ts, where the engine is made, and the door of the intake is in no bundle.
 */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  readonly [MARK] = true;
  override name = 'AppError';
  readonly key: string;
  readonly params: Record<string, string | number>;
  readonly fields: FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.key ?? code);
    this.key = options.key ?? code;
    this.params = options.params ?? {};
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** HTTP status of each code. `plan_required` is a refusal of rights, so 403. */
export const STATUS_OF_CODE: Record<ErrorCode, number> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  plan_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
};
