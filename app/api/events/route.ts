import { acceptEvent } from '@/lib/webhooks/services/accept-event';

/** One event of the call system. Body, answers and errors: {@link acceptEvent}. */
export const POST = acceptEvent;
