import * as z from 'zod/mini';
import { API_KEY_SCOPES, PLANS, ROLES } from '@/lib/webhooks/core/plan';
import { isLegible } from '@/lib/webhooks/core/storable';
import { moment } from '@/lib/webhooks/dtos';

/** What operators type and what API keys are. Messages are keys below `validation` in the message catalogue. */

const name = z
  .string({ error: 'name_required' })
  .check(
    z.trim(),
    z.minLength(1, { error: 'name_required' }),
    z.maxLength(100, { error: 'name_required' }),
    z.refine(isLegible, { error: 'characters_illegible' }),
  );

const plan = z.enum(PLANS, { error: 'plan_unknown' });
const organizationId = z.uuid({ error: 'id_invalid' });

export const createOrganizationInput = z.object({ name, plan });
export type CreateOrganizationInput = z.infer<typeof createOrganizationInput>;

/** A command about one organisation. */
export const organizationInput = z.object({ org: organizationId });

export const setPlanInput = z.object({ org: organizationId, plan });
export type SetPlanInput = z.infer<typeof setPlanInput>;

/** Kept and looked for in lower case. */
const email = z
  .string({ error: 'email_invalid' })
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(254, { error: 'email_invalid', abort: true }),
    z.email({ error: 'email_invalid' }),
  );

/** Absent: one is generated. */
const password = z.optional(
  z
    .string()
    .check(z.minLength(8, { error: 'password_length' }), z.maxLength(256, { error: 'password_length' })),
);

/** A command about one person. */
export const userInput = z.object({ email });
export type UserInput = z.infer<typeof userInput>;

export const setPasswordInput = z.object({ email, password });
export type SetPasswordInput = z.infer<typeof setPasswordInput>;

export const createUserInput = z.object({
  org: organizationId,
  email,
  role: z.enum(ROLES, { error: 'role_unknown' }),
  name: z.optional(name),
  password,
});
export type CreateUserInput = z.infer<typeof createUserInput>;

export const createIngestKeyInput = z.object({ name, org: z.optional(organizationId) });
export type CreateIngestKeyInput = z.infer<typeof createIngestKeyInput>;

export const createApiKeyInput = z.strictObject({
  name,
  scope: z.enum(API_KEY_SCOPES, { error: 'scope_unknown' }),
});
export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>;

/** As an operator asks for one, by a command that has options of other kinds too. */
export const createApiKeyForInput = z.object({ ...createApiKeyInput.shape, org: organizationId });
export type CreateApiKeyForInput = z.infer<typeof createApiKeyForInput>;

/** A key as everybody may see it: its public beginning, never the key. */
export const apiKeyDto = z.object({
  id: z.uuid(),
  name: z.string(),
  /** As in `voki_api_Ab3dEf9h`. */
  prefix: z.string(),
  scope: z.enum(API_KEY_SCOPES),
  /** The name of the person or key that made it; null: an operator. */
  created_by: z.nullable(z.string()),
  created_at: moment,
  /** To the minute; null: never. */
  last_used_at: z.nullable(moment),
});
export type ApiKeyDto = z.infer<typeof apiKeyDto>;
