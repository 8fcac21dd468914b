import { describe, expect, it } from 'vitest';
import { changeOf } from './audit';

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
