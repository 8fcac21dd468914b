import { describe, expect, it } from 'vitest';
import { textsMatch } from './text-search';

const texts = ['Integração do CRM', 'https://crm.example.com/voki', 'Chamada perdida'];

describe('textsMatch', () => {
  it.each(['', ' ', 'crm', 'integracao', 'INTEGRAÇÃO', 'perdida crm', 'example.com/vo'])(
    'finds by “%s”',
    (q) => {
      expect(textsMatch(texts, q)).toBe(true);
    },
  );

  it.each(['erp', 'crm erp', 'com/voki/2'])('does not find by “%s”', (q) => {
    expect(textsMatch(texts, q)).toBe(false);
  });
});
