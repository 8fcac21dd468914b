import type { ErrorCode, FieldError } from '@/lib/errors';

/** What a server action answers: data, or an error whose words the caller takes from the message catalogue. */
export type Result<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      error: {
        code: ErrorCode | 'fault';
        /** Key below `errors` in the message catalogue. */
        key: string;
        params: Record<string, string | number>;
        fields: FieldError[];
        /** Set for `fault`: the id under which it was logged. */
        faultId?: string;
      };
    };
