import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATUS_OF_CODE } from '@/lib/errors';
import errorsEn from './messages/en/errors.json';
import validationEn from './messages/en/validation.json';

function sources(folder: string): string[] {
  return (
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
      // What tests stand on speaks for other systems.
      .filter((entry) => entry.parentPath !== 'lib/testing')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  );
}

describe('messages of errors', () => {
  it('cover every code, as title and as sentence', () => {
    for (const code of [...Object.keys(STATUS_OF_CODE), 'fault']) {
      expect(errorsEn.titles).toHaveProperty(code);
      expect(errorsEn).toHaveProperty(code);
    }
  });

  it('cover every key that the code names', () => {
    const code = [...sources('lib'), ...sources('app')].join('\n');
    const named = (pattern: RegExp) => [
      ...new Set([...code.matchAll(pattern)].map((match) => match[1] ?? '')),
    ];
    const fields = [
      ...named(/path: \[[^\]]*\],\s*key: '(\w+)'/g),
      ...named(/\berror: '([a-z]+(?:_[a-z]+)+)'/g),
    ];
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.filter((key) => !(key in validationEn))).toEqual([]);
    const sentences = named(/new AppError\('\w+', \{\s*key: '(\w+)'/g);
    expect(sentences.length).toBeGreaterThan(4);
    expect(sentences.filter((key) => !(key in errorsEn))).toEqual([]);
  });
});
