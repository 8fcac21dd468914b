import { createTranslator, type Messages } from 'use-intl/core';
import * as z from 'zod/mini';
import { isDatabaseAway } from '@/lib/database-away';
import { AppError, type ErrorCode, STATUS_OF_CODE } from '@/lib/errors';
import { type Locale, preferredLocale } from '@/lib/i18n/locales';
import errorsEn from '@/lib/i18n/messages/en/errors.json';
import validationEn from '@/lib/i18n/messages/en/validation.json';
import errorsPt from '@/lib/i18n/messages/pt-BR/errors.json';
import validationPt from '@/lib/i18n/messages/pt-BR/validation.json';
import { logFault } from '@/lib/log';

const CODES = [...(Object.keys(STATUS_OF_CODE) as ErrorCode[]), 'fault'] as const;

/** RFC 9457, with the fields at fault, and an id by which support finds a fault in the log. */
export const problemBody = z.object({
  type: z.literal('about:blank'),
  /** Short, and the same for every occurrence of `code`. */
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** For programs. */
  code: z.enum(CODES),
  /** `path` as in `events.0`; empty: the body as a whole. */
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  fault_id: z.optional(z.uuid()),
});
export type Problem = z.infer<typeof problemBody>;

const CATALOGUE: Record<Locale, Pick<Messages, 'errors' | 'validation'>> = {
  en: { errors: errorsEn, validation: validationEn },
  'pt-BR': { errors: errorsPt, validation: validationPt },
};

/** How long a caller is to wait when the database is away, in seconds. */
const RETRY_UNAVAILABLE_SECONDS = 5;

type Translate = (key: string, params?: Record<string, string | number>) => string;

function translator(locale: Locale): Translate {
  const t = createTranslator({ locale, messages: CATALOGUE[locale] });
  // Keys come out of errors at run time; `error-messages.test.ts` proves that each one used stands in both catalogues.
  return t as Translate;
}

/** The words of `errors` (contract: `[{path, message}]`) in `locale`, for answers that carry them outside a problem too. */
export function fieldErrors(error: AppError, locale: Locale): { path: string; message: string }[] {
  const t = translator(locale);
  return error.fields.map(({ path, key, params }) => ({
    path: path.join('.'),
    message: t(`validation.${key}`, params),
  }));
}

/** What `error` says, in a sentence of `locale`. */
export function sentence(error: AppError, locale: Locale): string {
  return translator(locale)(`errors.${error.key}`, error.params);
}

function problem(error: AppError, locale: Locale): Problem {
  const t = translator(locale);
  return {
    type: 'about:blank',
    title: t(`errors.titles.${error.code}`),
    status: STATUS_OF_CODE[error.code],
    detail: sentence(error, locale),
    code: error.code,
    ...(error.fields.length > 0 && { errors: fieldErrors(error, locale) }),
  };
}

function fault(faultId: string, locale: Locale): Problem {
  const t = translator(locale);
  return {
    type: 'about:blank',
    title: t('errors.titles.fault'),
    status: 500,
    detail: t('errors.fault', { fault_id: faultId }),
    code: 'fault',
    fault_id: faultId,
  };
}

/** While the database is away; `key` below `errors` where there is more to say about it. */
export function unavailable(key = 'unavailable'): AppError {
  return new AppError('unavailable', { key, retryAfterSeconds: RETRY_UNAVAILABLE_SECONDS });
}

/** What a caller may know of `error`: itself when it is expected, 503 while the database is away, else null. */
export function expectedError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  return isDatabaseAway(error) ? unavailable() : null;
}

/** A problem as it goes out. */
interface ProblemAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/**
 * `error` as problem+json in the language of the request's Accept-Language. What is not expected becomes a 500
 * that names only the id under which it was logged.
 * @param where the handler, as in `GET /api/webhooks`, for the log
 */
export function problemAnswer(
  error: unknown,
  request: { headers: Pick<Headers, 'get'> },
  where: string,
): ProblemAnswer {
  const locale = preferredLocale(request.headers.get('accept-language'));
  const expected = expectedError(error);
  const body = expected ? problem(expected, locale) : fault(logFault(where, error), locale);
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'content-language': locale,
    'cache-control': 'no-store',
  });
  if (expected?.retryAfterSeconds !== undefined)
    headers.set('retry-after', String(Math.max(1, Math.ceil(expected.retryAfterSeconds))));
  if (body.status === 401) headers.set('www-authenticate', 'Bearer');
  return { status: body.status, headers, body: JSON.stringify(body) };
}

/** {@link problemAnswer} for whoever answers with a Response. */
export function problemResponse(...given: Parameters<typeof problemAnswer>): Response {
  const { body, ...init } = problemAnswer(...given);
  return new Response(body, init);
}
