import type { ErrorCode, FieldError } from '@/lib/errors';
import type { Result } from '@/lib/result';

/** Why an action did not do what was asked: catalogue keys below `errors` and `validation`. */
export type ActionFailure = Extract<Result<never>, { ok: false }>['error'];

/**
 * Under exactly this type, and no other, Next's client hands the body of an answer that is no action's on: as the
 * message of the error that it throws (server-action-reducer).
 */
export const REFUSAL_TYPE = 'text/plain';

/** Marks the body as ours, among all that a proxy on the way may answer in plain text. */
const MARK = 'voki-action-refusal:';

const CODES: Record<ErrorCode | 'fault', true> = {
  bad_request: true,
  unauthenticated: true,
  forbidden: true,
  plan_required: true,
  not_found: true,
  method_not_allowed: true,
  conflict: true,
  payload_too_large: true,
  unsupported_media_type: true,
  invalid: true,
  rate_limited: true,
  unavailable: true,
  fault: true,
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCode = (value: unknown): value is ActionFailure['code'] =>
  typeof value === 'string' && Object.hasOwn(CODES, value);

const isKey = (value: unknown): value is string => typeof value === 'string' && /^[a-z_]+$/.test(value);

const isParams = (value: unknown): value is ActionFailure['params'] =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string' || Number.isFinite(one));

const isField = (value: unknown): value is FieldError =>
  isObject(value) &&
  Array.isArray(value.path) &&
  value.path.every((part) => typeof part === 'string') &&
  isKey(value.key) &&
  (value.params === undefined || isParams(value.params));

/** `failure` as the body of an answer to a server action that was refused before Next saw it. */
export function writeRefusal({ code, key, params, fields, faultId }: ActionFailure): string {
  return `${MARK}${JSON.stringify({ code, key, params, fields, faultId })}`;
}

/** What {@link writeRefusal} wrote, from the message of the error that Next's client made of it; null for any other text. */
export function readRefusal(message: string): ActionFailure | null {
  if (!message.startsWith(MARK)) return null;
  let value: unknown;
  try {
    value = JSON.parse(message.slice(MARK.length));
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { code, key, params, fields, faultId } = value;
  if (!isCode(code) || !isKey(key) || !isParams(params)) return null;
  if (!Array.isArray(fields) || !fields.every(isField)) return null;
  if (faultId !== undefined && typeof faultId !== 'string') return null;
  return { code, key, params, fields, ...(faultId !== undefined && { faultId }) };
}
