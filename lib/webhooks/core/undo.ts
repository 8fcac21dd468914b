/**
 * How long a deleted webhook can be brought back, in seconds. Pages offer it for 10; a slow click and a slow line get
 * the rest. So long, what waits to be sent to it stays in the queue, unsent.
 */
export const UNDO_SECONDS = 60;
