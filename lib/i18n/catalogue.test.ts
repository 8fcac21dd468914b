import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type Namespace } from '@/lib/i18n/catalogue';
import { LOCALES } from '@/lib/i18n/locales';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';

type Tree = { [key: string]: string | Tree };

/** Every text with its path, as in `webhooks.test.action`. */
function texts(tree: Tree, path = ''): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here = path ? `${path}.${key}` : key;
    return typeof value === 'string' ? [[here, value] as [string, string]] : texts(value, here);
  });
}

/** Names of the values that a message takes, with how it writes them: `count: plural`. */
function values(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.literal:
      case TYPE.pound:
        return [];
      case TYPE.select:
      case TYPE.plural:
        return [
          `${element.value}: ${TYPE[element.type]}`,
          ...Object.values(element.options).flatMap((option) => values(option.value)),
        ];
      case TYPE.tag:
        return [`<${element.value}>`, ...values(element.children)];
      default:
        return [`${element.value}: ${TYPE[element.type]}`];
    }
  });
}

const valuesOf = (text: string) => [...new Set(values(parse(text)))].sort();

describe('the message catalogue', () => {
  const [first, ...others] = LOCALES;
  const expected = new Map(texts(CATALOGUE[first]));

  for (const locale of others) {
    const given = new Map(texts(CATALOGUE[locale]));

    it(`${locale} has the keys of ${first}, neither more nor fewer`, () => {
      expect([...given.keys()].sort()).toEqual([...expected.keys()].sort());
    });

    it(`${locale} takes the same values as ${first} in every text`, () => {
      const taken = (from: Map<string, string>) =>
        Object.fromEntries([...from].map(([path, text]) => [path, valuesOf(text)]));
      expect(taken(given)).toEqual(taken(expected));
    });
  }

  it.each(LOCALES)('%s has a text for every key, without stray spaces', (locale) => {
    const wrong = texts(CATALOGUE[locale]).filter(([, text]) => text.trim() === '' || text !== text.trim());
    expect(wrong).toEqual([]);
  });

  it.each(LOCALES)('%s never says “payload” or “endpoint” to a manager', (locale) => {
    // Answers to programs and the words for their authors may; pages for managers may not.
    const pages = (Object.keys(CATALOGUE[locale]) as Namespace[]).filter((name) => name !== 'errors');
    const told = pages.flatMap((name) => texts(CATALOGUE[locale][name], name));
    expect(told.filter(([, text]) => /\b(payload|endpoint)s?\b/i.test(text))).toEqual([]);
  });

  it('names every event of the catalogue', () => {
    const keys = Object.values(EVENT_CATALOGUE).map(({ messageKey }) => messageKey);
    for (const locale of LOCALES)
      expect(CATALOGUE[locale].events).toMatchObject(
        Object.fromEntries(keys.map((key) => [key, { name: expect.any(String), fires: expect.any(String) }])),
      );
  });
});
