/** Of sockets: this process, or its machine, has no file descriptor, buffer or memory left for one more. */
const CODES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** No connection could be made for want of something here. Nothing was sent, and it says nothing about a receiver. */
export class NoRoomError extends Error {
  override name = 'NoRoomError';
}

/** Whether `error` of a socket or of the resolver, or each of those it gathers, says so. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNoRoom);
  return CODES.has((error as NodeJS.ErrnoException | null)?.code ?? '');
}
