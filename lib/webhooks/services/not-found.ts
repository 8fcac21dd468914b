import { AppError } from '@/lib/errors';
import { isUuid } from '@/lib/webhooks/core/uuid';

/** `id` as the database takes it. What is no UUID is nobody's id. Throws AppError `not_found`. */
export function uuidOrNotFound(id: string): string {
  if (typeof id !== 'string' || !isUuid(id)) throw new AppError('not_found');
  return id.toLowerCase();
}

/** `found`, or the one answer for what is deleted, another organisation's, or never was. Throws AppError `not_found`. */
export function orNotFound<T>(found: T | null): T {
  if (found === null) throw new AppError('not_found');
  return found;
}
