import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { highlight } from '@/lib/highlight';
import { RECEIVERS } from '@/lib/webhooks/core/receivers/receivers';

const css = readFileSync(new URL('../app/globals.css', import.meta.url), 'utf8');

describe('highlight', () => {
  it.each(Object.values(RECEIVERS))(
    'keeps every character of $file, in colours of ours',
    async ({ code, syntax }) => {
      const lines = await highlight(code, syntax);
      expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n')).toBe(code);
      const colors = new Set(lines.flat().flatMap(({ color }) => color ?? []));
      expect(colors.size).toBeGreaterThan(3);
      for (const color of colors) expect(css).toContain(`${/--[\w-]+/.exec(color)}: `);
    },
  );

  it('colours JSON', async () => {
    const [line] = await highlight('{"duration_seconds": 342}', 'json');
    expect(new Set(line?.map(({ color }) => color)).size).toBeGreaterThan(1);
  });
});
