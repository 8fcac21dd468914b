import type { Actor } from '@/lib/auth/actor';
import { AppError } from '@/lib/errors';
import { planHasWebhooks, RIGHTS_OF_EVERY_PLAN, type Right, roleMay } from '@/lib/webhooks/core/plan';

/**
 * Every service of the webhooks module begins with it. The role is asked first, so that who has no access
 * learns nothing of the plan.
 * @throws AppError `forbidden` for the role, `plan_required` for a plan without webhooks
 */
export function authorize(actor: Actor, right: Right): void {
  if (!roleMay(actor.role, right)) throw new AppError('forbidden');
  if (!planHasWebhooks(actor.plan) && !RIGHTS_OF_EVERY_PLAN.has(right)) throw new AppError('plan_required');
}
