import { otherMethods } from '@/lib/http/route';
import { acceptEvents } from '@/lib/webhooks/services/accept-events';

/** Up to 1,000 events of the call system. Body, answers and errors: {@link acceptEvents}. */
export const POST = acceptEvents;

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods('POST');
