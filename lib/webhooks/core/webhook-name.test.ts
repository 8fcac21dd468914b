import { expect, it } from 'vitest';
import { shortAddress, webhookName } from '@/lib/webhooks/core/webhook-name';

const url = 'https://crm.example.com/voki';

it('calls a webhook by its description, else by its address', () => {
  expect(webhookName({ description: 'CRM', url })).toBe('CRM');
  expect(webhookName({ description: '', url })).toBe('crm.example.com/voki');
});

it('cuts an address that no sentence has room for', () => {
  const long = `${url}?token=${'a'.repeat(2000)}`;
  expect(webhookName({ description: '', url: long })).toMatch(/^crm\.example\.com.{84}…$/);
  expect(shortAddress(url)).toBe(url);
});

it.each(['حجز المواعيد', 'תורים', '\u202Eesrever'])(
  'keeps “%s” from turning the sentence around',
  (description) => {
    expect(webhookName({ description, url })).toBe(`\u2068${description}\u2069`);
  },
);
