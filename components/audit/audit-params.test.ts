import { describe, expect, it } from 'vitest';
import { auditQueryOf, loadAuditParams } from './audit-params';

const read = (search: string) =>
  auditQueryOf(loadAuditParams(new URLSearchParams(search)), new Date('2026-11-25T12:00:00Z'));

describe('the filters of the audit page', () => {
  it('are read as the service takes them', () => {
    expect(read('who=operator&action=webhook.create&period=24h')).toEqual({
      who: 'operator',
      action: 'webhook.create',
      since: '2026-11-24T12:00:00.000Z',
    });
  });

  it('count as not given where nothing could be asked for', () => {
    for (const search of ['who=%00', 'who=user:a%00', 'action=__proto__', 'period=constructor'])
      expect(read(search), search).toEqual({});
  });
});
