import { describe, expect, it } from 'vitest';
import { safeCallbackPath } from '@/lib/auth/callback-url';

const HOME = '/settings/webhooks';

describe('safeCallbackPath', () => {
  it('keeps path, query and fragment of our own places', () => {
    expect(safeCallbackPath('/settings/webhooks/1?status=failure&q=a%40b#top')).toBe(
      '/settings/webhooks/1?status=failure&q=a%40b#top',
    );
    expect(safeCallbackPath('https://panel.example.com/settings/audit', 'https://panel.example.com')).toBe(
      '/settings/audit',
    );
  });

  it.each([
    undefined,
    null,
    7,
    '',
    '/',
    '/sign-in?callbackUrl=/sign-in',
    'https://evil.example/',
    '//evil.example/x',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://self.invalid@evil.example/',
    `/${'a'.repeat(3000)}`,
    'http://[',
  ])('%j leads home', (value) => {
    expect(safeCallbackPath(value)).toBe(HOME);
  });

  it('takes no other origin than the one given', () => {
    expect(safeCallbackPath('https://panel.example.com.evil.example/x', 'https://panel.example.com')).toBe(
      HOME,
    );
  });
});
