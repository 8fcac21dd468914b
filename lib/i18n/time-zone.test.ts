import { describe, expect, it } from 'vitest';
import { knownTimeZone } from '@/lib/i18n/time-zone';

describe('knownTimeZone', () => {
  it.each(['America/Sao_Paulo', 'UTC', 'Etc/GMT+3', 'America/Argentina/Buenos_Aires'])('keeps %s', (zone) => {
    expect(knownTimeZone(zone)).toBe(zone);
  });

  it.each([
    undefined,
    '',
    'Mars/Olympus',
    'America/Sao Paulo',
    '../../etc/passwd',
    '<script>',
    // PostgreSQL would read it the other way round.
    '+03',
    '+03:00',
    'A'.repeat(65),
  ])('reads %j as UTC', (zone) => {
    expect(knownTimeZone(zone)).toBe('UTC');
  });
});
