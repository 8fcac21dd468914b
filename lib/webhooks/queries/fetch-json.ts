import * as z from 'zod/mini';
import { type ErrorCode, STATUS_OF_CODE } from '@/lib/errors';

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

const CODES = ['fault', ...Object.keys(STATUS_OF_CODE)] as (ErrorCode | 'fault')[];
const problem = z.object({ code: z.enum(CODES), fault_id: z.optional(z.string()) });

async function errorOf(response: Response): Promise<ApiError> {
  const { success, data } = z.safeParse(problem, await response.json().catch(() => null));
  if (success) return new ApiError(data.code, data.fault_id ?? null);
  // Not ours: a proxy or a server that is just starting.
  return new ApiError(response.status >= 502 ? 'unavailable' : 'fault', null);
}

/**
 * Asks the JSON API and checks the answer.
 * @throws ApiError with the problem's code; `unavailable` when nothing answers; `fault` for an answer of another shape
 */
export async function fetchJson<T extends z.ZodMiniType>(
  path: string,
  schema: T,
  signal?: AbortSignal,
): Promise<z.output<T>> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('unavailable', null);
  }
  if (!response.ok) throw await errorOf(response);
  const { success, data } = z.safeParse(schema, await response.json().catch(() => null));
  if (!success) throw new ApiError('fault', null);
  return data;
}
