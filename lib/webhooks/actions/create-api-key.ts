'use server';

import { guardedAction } from '@/lib/auth/action-guard';
import { type ApiKeyDto, createApiKeyInput } from '@/lib/auth/schemas';
import { parseWith } from '@/lib/http/parse';
import type { Result } from '@/lib/result';
import { createApiKey } from '@/lib/webhooks/services/create-api-key';

/** Makes an API key; the answer holds it, this once. */
export async function createApiKeyAction(
  input: unknown,
): Promise<Result<{ apiKey: ApiKeyDto; key: string }>> {
  return guardedAction('createApiKeyAction', async (actor) =>
    createApiKey(actor, parseWith(createApiKeyInput, input)),
  );
}
