import { describe, expect, it } from 'vitest';
import { changedFields, overtakenFields } from './webhook-edit';

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
