import * as z from 'zod/mini';
import {
  deliveryCount,
  deliveryDetailDto,
  deliveryDto,
  incidentDto,
  recoveryDto,
  rotationDto,
  testMessageDto,
  webhookDto,
  webhookListItem,
  webhookStats,
} from '@/lib/webhooks/dtos';

/**
 * What the JSON API answers, by the names under which the queries ask for it. Only {@link fetchJson} loads this, with
 * the first question: what the server put into the page needs no check, and zod is 20 kB of a page's scripts.
 */
export const ANSWERS = {
  webhooks: z.object({ items: z.array(webhookListItem) }),
  webhook: webhookDto,
  deliveries: z.object({ items: z.array(deliveryDto), next_cursor: z.nullable(z.string()) }),
  delivery: deliveryDetailDto,
  stats: webhookStats,
  recovery: recoveryDto,
  resendCount: deliveryCount,
  rotation: rotationDto,
  incidents: z.object({ items: z.array(incidentDto) }),
  testMessages: z.object({ items: z.array(testMessageDto) }),
  waiting: z.object({ waiting: z.int() }),
};

export type AnswerName = keyof typeof ANSWERS;
export type Answer<Name extends AnswerName> = z.output<(typeof ANSWERS)[Name]>;
