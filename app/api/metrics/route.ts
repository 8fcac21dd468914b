import { otherMethods } from '@/lib/http/route';
import { answerMetrics } from '@/lib/webhooks/services/answer-metrics';

/** Prometheus text for operators: {@link answerMetrics}. */
export const GET = answerMetrics;

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods('GET');
