import * as z from 'zod/mini';
import { PLANS, ROLES } from '@/lib/webhooks/core/plan';

/** What an operator types. Messages are keys below `validation` in the message catalogue. */

const name = z
  .string({ error: 'name_required' })
  .check(z.trim(), z.minLength(1, { error: 'name_required' }), z.maxLength(100, { error: 'name_required' }));

const plan = z.enum(PLANS, { error: 'plan_unknown' });
const organizationId = z.uuid({ error: 'id_invalid' });

export const createOrganizationInput = z.object({ name, plan });
export type CreateOrganizationInput = z.infer<typeof createOrganizationInput>;

/** A command about one organisation. */
export const organizationInput = z.object({ org: organizationId });

export const setPlanInput = z.object({ org: organizationId, plan });
export type SetPlanInput = z.infer<typeof setPlanInput>;

export const createUserInput = z.object({
  org: organizationId,
  email: z
    .string({ error: 'email_invalid' })
    .check(
      z.trim(),
      z.toLowerCase(),
      z.maxLength(254, { error: 'email_invalid', abort: true }),
      z.email({ error: 'email_invalid' }),
    ),
  role: z.enum(ROLES, { error: 'role_unknown' }),
  name: z.optional(name),
  /** Absent: one is generated. */
  password: z.optional(
    z
      .string()
      .check(z.minLength(8, { error: 'password_length' }), z.maxLength(256, { error: 'password_length' })),
  ),
});
export type CreateUserInput = z.infer<typeof createUserInput>;

export const createIngestKeyInput = z.object({ name, org: z.optional(organizationId) });
export type CreateIngestKeyInput = z.infer<typeof createIngestKeyInput>;
