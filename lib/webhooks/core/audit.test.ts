import { describe, expect, it } from 'vitest';
import { changedFields, changeOf, isAuditAction } from './audit';

describe('changeOf', () => {
  it('keeps what differs, on both sides', () => {
    expect(
      changeOf(
        { url: 'https://a.example/', events: ['call.created'], enabled: true, description: '' },
        { url: 'https://a.example/', events: ['call.missed'], enabled: false, description: '' },
      ),
    ).toEqual({
      before: { events: ['call.created'], enabled: true },
      after: { events: ['call.missed'], enabled: false },
    });
  });

  it('tells what was not there as null', () => {
    expect(changeOf({}, { disabled_reason: 'manual' })).toEqual({
      before: { disabled_reason: null },
      after: { disabled_reason: 'manual' },
    });
  });
});

describe('changedFields', () => {
  it('pairs what was there with what is there now', () => {
    expect(changedFields({ before: { url: 'a', enabled: true }, after: { url: 'b', own: false } })).toEqual([
      { field: 'url', before: 'a', after: 'b' },
      { field: 'enabled', before: true, after: undefined },
      { field: 'own', before: undefined, after: false },
    ]);
    expect(changedFields({ before: null, after: null })).toEqual([]);
  });
});

describe('isAuditAction', () => {
  it('knows the closed set', () => {
    expect(['webhook.create', 'api_key.revoke', 'webhook.dance', ''].map(isAuditAction)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
