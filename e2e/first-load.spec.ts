import { get } from 'node:http';
import type { APIRequestContext } from '@playwright/test';
import { expect, test } from './support/test';

/** Kilobytes (1,000 bytes) of JavaScript, as sent with gzip, that a page may need before anything is pressed. */
const BUDGETS_KB = { list: 180, details: 200 };

/** The size of a script in bytes as the server sends it to a browser that takes gzip; the smallest are sent as they are. */
function transferred(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

/**
 * Every script that the served page names, in a tag or in the data by which React finds its components. Those of
 * `nomodule`, which no browser that runs these pages loads, do not count.
 */
async function firstLoad(request: APIRequestContext, origin: string, path: string) {
  const html = await (await request.get(path)).text();
  const polyfills = [...html.matchAll(/<script[^>]*\snomodule[^>]*>/gi)].map(([tag]) => tag).join();
  const scripts = [...new Set(html.match(/\/_next\/static\/chunks\/[\w~.-]+\.js/g))];
  const counted = scripts.filter((script) => !polyfills.includes(script));
  const sizes = await Promise.all(
    counted.map(async (script) => [script, await transferred(`${origin}${script}`)] as const),
  );
  return { sizes, kilobytes: sizes.reduce((sum, [, size]) => sum + size, 0) / 1000 };
}

test('the pages load no more JavaScript than their budget', async ({
  page,
  origin,
  signInAs,
  receiver,
  createWebhook,
}) => {
  await signInAs('manager');
  const { id } = await createWebhook({ url: receiver.url, events: ['call.completed', 'call.missed'] });
  const pages = { list: '/settings/webhooks', details: `/settings/webhooks/${id}` };
  for (const [name, path] of Object.entries(pages)) {
    const { sizes, kilobytes } = await firstLoad(page.request, origin, path);
    // A page of Next and React alone has more; so few would mean that the scripts were not found.
    expect(sizes.length, `scripts of ${path}`).toBeGreaterThan(8);
    console.log(`First load of the ${name}: ${kilobytes.toFixed(1)} kB of JavaScript`);
    expect(kilobytes, `${name}: ${JSON.stringify(sizes)}`).toBeLessThanOrEqual(
      BUDGETS_KB[name as keyof typeof BUDGETS_KB],
    );
  }
});
