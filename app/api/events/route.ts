import { otherMethods } from '@/lib/http/route';
import { acceptEvent } from '@/lib/webhooks/services/accept-event';

/** One event of the call system. Body, answers and errors: {@link acceptEvent}. */
export const POST = acceptEvent;

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
