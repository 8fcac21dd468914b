import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** `path` "name", "name": names may follow a path, and end with … where they go on. */
const PROOF = /`([\w./()[\]-]+\.(?:test|spec)\.tsx?)`((?:,? "[^"]+")*)/g;

/** Each test that the document names: the file and the beginning of the name. */
function namedTests(document: string): { file: string; name: string }[] {
  return [...document.matchAll(PROOF)].flatMap(([, file = '', names = '']) => {
    const found = [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name.replace(/…$/, ''));
    return ['', ...found].map((name) => ({ file, name }));
  });
}

/** Where a path begins that a document shortens. */
const FOLDERS = ['', 'lib/', 'lib/webhooks/'];

const find = (file: string) => FOLDERS.map((folder) => `${folder}${file}`).find((path) => existsSync(path));

it.each(['docs/reliability.md', 'docs/manual-coverage.md', 'docs/security.md'])(
  '%s names tests that there are',
  (document) => {
    const named = namedTests(readFileSync(document, 'utf8'));
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(({ file, name }) => {
      const path = find(file);
      return path === undefined || !readFileSync(path, 'utf8').includes(name);
    });
    expect(missing).toEqual([]);
  },
);
