import { describe, expect, it } from 'vitest';
import { changedFields, followStored, overtakenFields } from './webhook-edit';

const seen = {
  url: 'https://crm.example.com/voki',
  events: ['call.created', 'call.missed'],
  mask: [],
  description: 'CRM',
};

describe('changedFields', () => {
  it('leaves out what is as it was, whatever the order of lists', () => {
    expect(changedFields(seen, { ...seen, events: ['call.missed', 'call.created'] })).toEqual({});
    expect(changedFields(seen, { ...seen, mask: ['email'], description: '' })).toEqual({
      mask: ['email'],
      description: '',
    });
  });
});

describe('overtakenFields', () => {
  const stored = { ...seen, description: 'ERP', events: ['call.missed'] };

  it('names what somebody else changed, and this editor too', () => {
    expect(overtakenFields(stored, seen, { description: 'CRM 2', events: ['call.created'] })).toEqual([
      'events',
      'description',
    ]);
  });

  it('is content with what nobody else changed, or changed to the very same', () => {
    expect(overtakenFields(stored, seen, { url: 'https://other.example.com/' })).toEqual([]);
    expect(overtakenFields(stored, seen, { description: 'ERP', events: ['call.missed'] })).toEqual([]);
  });

  it('does not judge what was not said to be seen', () => {
    expect(overtakenFields(stored, {}, { description: 'CRM 2' })).toEqual([]);
  });
});

describe('followStored', () => {
  const stored = { ...seen, url: 'https://erp.example.com/voki', description: 'ERP' };

  it('lets what nobody touched here begin with what is stored, and keeps what was seen of the rest', () => {
    const shown = { ...stored, description: 'CRM 2' };
    expect(followStored({ seen, told: [] }, stored, shown)).toEqual({
      seen: { ...stored, description: 'CRM' },
      told: [],
    });
  });

  it('begins anew where the editor has heard of the other change, once that is there', () => {
    const shown = { ...seen, description: 'CRM 2' };
    const before = followStored({ seen, told: ['description'] }, seen, shown);
    expect(before).toEqual({ seen, told: ['description'] });
    const after = followStored(before, { ...seen, description: 'ERP' }, shown);
    expect(after).toEqual({ seen: { ...seen, description: 'ERP' }, told: [] });
    // A third change is unseen again.
    expect(followStored(after, { ...seen, description: 'BI' }, shown)).toEqual(after);
  });
});
