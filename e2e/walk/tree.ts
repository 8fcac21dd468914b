import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What the product answers to, as its own files say it: every page, every method of every route, every server action. */

const ROOT = join(import.meta.dirname, '../..');
const ACTION_FOLDERS = ['app', 'components', 'lib'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function files(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('lib/generated/') && !/\.test\.tsx?$/.test(file))
    .sort();
}

const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The address of a file below app/: groups in brackets are not part of it. */
function address(file: string): string {
  const parts = dirname(relative('app', file))
    .split('/')
    .filter((part) => part !== '.' && !/^\(.*\)$/.test(part));
  return `/${parts.join('/')}`;
}

/** Each page by its address, as `/settings/webhooks/[webhookId]`, and its folders below app/, groups included. */
export function pages(): { address: string; folders: string[] }[] {
  return files('app', /^page\.tsx?$/).map((file) => ({
    address: address(file),
    folders: dirname(relative('app', file))
      .split('/')
      .filter((part) => part !== '.'),
  }));
}

/** Own methods of each route; the rest is refused with 405. As `/api/webhooks/[id]` and `['GET', 'PATCH']`. */
export function routes(): { address: string; methods: string[] }[] {
  return files('app', /^route\.tsx?$/).map((file) => {
    const source = text(file).replace(/export const \{[^}]*\} = otherMethods\([^)]*\);/, '');
    const exported = [...source.matchAll(/export (?:const|(?:async )?function) (\w+)/g)].map(
      ([, name]) => name,
    );
    const renamed = [...source.matchAll(/export \{([^}]*)\}/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim().split(' as ').at(-1)),
    );
    const methods = METHODS.filter((method) => [...exported, ...renamed].includes(method));
    // As one that hands on another file's by `export *` would.
    if (methods.length === 0) throw new Error(`${file}: its methods are not to be read`);
    return { address: address(file), methods };
  });
}

/** Every function that a browser may call by a server action, as `lib/theme/set-theme.ts#setThemeAction`. */
export function actions(): string[] {
  return ACTION_FOLDERS.flatMap((folder) => files(folder, /\.tsx?$/))
    .filter((file) => /['"]use server['"]/.test(text(file)))
    .flatMap((file) => {
      const named = [...text(file).matchAll(/export (?:async )?(?:function|const) (\w+)/g)];
      // A file that says it inside of a function would have actions without a name here; it must not.
      if (!/^\s*['"]use server['"];/.test(text(file)) || named.length === 0)
        throw new Error(`${file}: actions stand in files of their own, which begin with 'use server'`);
      return named.map(([, name]) => `${file}#${name}`);
    });
}

/** What the build made of them: the id by which a browser calls each one, and a page to call it on. */
export function builtActions(): Map<string, { id: string; worker: string }> {
  const manifest = JSON.parse(text('.next/server/server-reference-manifest.json')) as {
    node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
  };
  return new Map(
    Object.entries(manifest.node).map(([id, { filename, exportedName, workers }]) => {
      const [worker = ''] = Object.keys(workers);
      return [`${filename}#${exportedName}`, { id, worker: address(worker.replace(/page$/, 'page.tsx')) }];
    }),
  );
}
