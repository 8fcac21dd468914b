import type { FieldError } from '@/lib/errors';
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

/** Codes and keys: what browsers load must be small, so that they are of the closed set is left to the one who writes. */
const isName = (value: unknown): value is string => typeof value === 'string' && /^[a-z_]+$/.test(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isParams = (value: unknown): value is ActionFailure['params'] =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string' || Number.isFinite(one));

const isField = (value: unknown): value is FieldError =>
  isObject(value) &&
  Array.isArray(value.path) &&
  value.path.every((part) => typeof part === 'string') &&
  isName(value.key) &&
  isParams(value.params ?? {});

/** `failure` as the body of an answer to a server action that was refused before Next saw it. */
export function writeRefusal({ code, key, params, fields, faultId }: ActionFailure): string {
  return `${MARK}${JSON.stringify({ code, key, params, fields, faultId })}`;
}

/** What {@link writeRefusal} wrote, from the message of the error that Next's client made of it; null for any other text. */
export function readRefusal(message: string): ActionFailure | null {
  if (!message.startsWith(MARK)) return null;
  try {
    const { code, key, params, fields, faultId } = JSON.parse(message.slice(MARK.length)) as ActionFailure;
    const isWhole =
      isName(code) &&
      isName(key) &&
      isParams(params) &&
      fields.every(isField) &&
      typeof (faultId ?? '') === 'string';
    return isWhole ? { code, key, params, fields, ...(faultId && { faultId }) } : null;
  } catch {
    // No JSON, or nothing that has these parts.
    return null;
  }
}
