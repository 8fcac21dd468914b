import { type ErrorCode, STATUS_OF_CODE } from '@/lib/errors';
import type { Answer, AnswerName } from './answers';

/** A refusal or fault of the JSON API, as pages show it: words by `code` (keys of `errors`), and the id for support. */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    readonly code: ErrorCode | 'fault',
    readonly faultId: string | null,
  ) {
    super(faultId ? `${code} (${faultId})` : code);
  }
}

function isCode(value: unknown): value is ErrorCode | 'fault' {
  return value === 'fault' || (typeof value === 'string' && Object.hasOwn(STATUS_OF_CODE, value));
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem: { code?: unknown; fault_id?: unknown } | null = await response.json().catch(() => null);
  if (isCode(problem?.code))
    return new ApiError(problem.code, typeof problem.fault_id === 'string' ? problem.fault_id : null);
  // Not ours: a proxy or a server that is just starting.
  return new ApiError(response.status >= 502 ? 'unavailable' : 'fault', null);
}

/** Brings what checks answers, once the page has nothing better to do. */
export function preloadChecks(): void {
  // Safari has no idle callbacks; a moment later is as good.
  const whenIdle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 500));
  // What cannot be loaded now is asked for again when it is needed.
  whenIdle(() => void import('./answers').catch(() => {}));
}

/**
 * Asks the JSON API and checks the answer against the shape of that name.
 * @throws ApiError with the problem's code; `unavailable` when nothing answers; `fault` for an answer of another shape
 */
export async function fetchJson<Name extends AnswerName>(
  path: string,
  name: Name,
  signal?: AbortSignal,
): Promise<Answer<Name>> {
  const checks = import('./answers');
  // Awaited only with an answer in hand; its failure must not be one that nobody waited for.
  checks.catch(() => {});
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('unavailable', null);
  }
  if (!response.ok) throw await errorOf(response);
  const body: unknown = await response.json().catch(() => null);
  const { ANSWERS } = await checks.catch(() => {
    throw new ApiError('unavailable', null);
  });
  const { success, data } = ANSWERS[name].safeParse(body);
  if (!success) throw new ApiError('fault', null);
  return data as Answer<Name>;
}
