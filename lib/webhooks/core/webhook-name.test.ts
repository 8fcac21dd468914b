import { expect, it } from 'vitest';
import { webhookName } from '@/lib/webhooks/core/webhook-name';

it('calls a webhook by its description, else by its address', () => {
  const url = 'https://crm.example.com/voki';
  expect(webhookName({ description: 'CRM', url })).toBe('CRM');
  expect(webhookName({ description: '', url })).toBe('crm.example.com/voki');
});
