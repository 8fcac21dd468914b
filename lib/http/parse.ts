import * as z from 'zod/mini';
import { AppError, type FieldError } from '@/lib/errors';
import { readChunks } from '@/lib/http/read-chunks';
import validationEn from '@/lib/i18n/messages/en/validation.json';

/** Bodies of the JSON API are small; the intake has a limit of its own. */
const JSON_LIMIT_BYTES = 64 * 1024;

const KNOWN_KEYS = new Set(Object.keys(validationEn));

/** What may be a misspelt field. Anything else may be a secret or data in the wrong place, which no answer repeats. */
const NAME = /^[a-z_][\w-]{0,31}$/i;
/** Of fields that do not exist, so many are named. */
const UNKNOWN_MAX = 20;

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, UNKNOWN_MAX)
      .map((name) =>
        NAME.test(name) ? { path: [...path, name], key: 'field_unknown' } : { path, key: 'fields_unknown' },
      );
  // Messages of our schemas are catalogue keys; zod's own sentences stand where a schema names none.
  if (KNOWN_KEYS.has(issue.message)) return [{ path, key: issue.message }];
  return [{ path, key: path.length === 0 ? 'body_object' : 'value_invalid' }];
}

/** `value` as `schema` reads it. Throws AppError `invalid` with one entry for each wrong field. */
export function parseWith<T extends z.ZodMiniType>(schema: T, value: unknown): z.output<T> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw new AppError('invalid', { fields: result.error.issues.flatMap(fieldErrors) });
}

/**
 * The query string as `schema` reads it; a parameter that is given empty counts as absent, one that it does not know
 * means nothing. One that is given twice is no way to ask for either of two: only one of them would count.
 * Throws AppError `invalid`.
 */
export function parseQuery<T extends z.ZodMiniType<object>>(schema: T, request: Request): z.output<T> {
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== '');
  const read = parseWith(schema, Object.fromEntries(given));
  const names = given.map(([name]) => name);
  const twice = [...new Set(names)].filter(
    (name) => name in read && names.indexOf(name) !== names.lastIndexOf(name),
  );
  if (twice.length > 0)
    throw new AppError('invalid', {
      fields: twice.map((name) => ({ path: [name], key: 'parameter_twice' })),
    });
  return read;
}

/** The body, of at most `limit` bytes. Throws AppError `payload_too_large`, `bad_request` (it broke off). */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new AppError('payload_too_large', {
      key: 'body_over_limit',
      params: { limit_kib: Math.floor(limit / 1024) },
    });
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const chunks = await readChunks(request, limit).catch(() => {
    // Whoever sent it is gone; that is no fault of ours.
    throw new AppError('bad_request');
  });
  if (!chunks) throw tooLarge();
  const [only] = chunks;
  // Small bodies come in one piece. None of them is shared memory.
  if (only && chunks.length === 1) return only as Uint8Array<ArrayBuffer>;
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * The JSON body as `schema` reads it.
 * @param options.optional an empty body reads as `{}`
 * @throws AppError `unsupported_media_type` (not application/json), `payload_too_large` (over 64 KiB),
 * `bad_request` (not JSON, or not UTF-8), `invalid` (fields)
 */
export async function readJson<T extends z.ZodMiniType>(
  request: Request,
  schema: T,
  options: { optional?: boolean } = {},
): Promise<z.output<T>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const mayBeEmpty = options.optional === true && type === undefined;
  if (type !== 'application/json' && !mayBeEmpty) throw new AppError('unsupported_media_type');
  const bytes = await readBytes(request, JSON_LIMIT_BYTES);
  if (options.optional && bytes.length === 0) return parseWith(schema, {});
  if (mayBeEmpty) throw new AppError('unsupported_media_type');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new AppError('bad_request', { key: 'json_malformed' });
  }
  return parseWith(schema, value);
}
