import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import {
  EMPTY_SCENES,
  FORBIDDEN_SCENES,
  PLAN_SCENES,
  READER_SCENES,
  SCENES,
  type Scene,
  SIGNED_OUT_SCENES,
} from './scenes/scenes';
import { type Look, show } from './scenes/show';
import { makeWorld, type World } from './scenes/world';
import { createOrganization, voki } from './support/operator';
import { signIn, test } from './support/test';

/**
 * `npm run pictures`: every scene in both languages and themes, wide and narrow, in test-results/pictures; and those
 * of docs/images, which documents show. With VOKI_PICTURES=docs only the latter. What is on them really happened,
 * between the application and receivers on this machine.
 */

const ALL = 'test-results/pictures';
const DOCS = 'docs/images';
const QUALITY = 80;
/** Pixels of a picture in a document, and above the part that it shows. */
const DOCS_HEIGHT = 1150;
const MARGIN = 24;

/** What documents show. */
const SHOWN = new Set([
  'list-tested-en-light',
  'list-tested-pt-BR-dark-narrow',
  'details-en-dark',
  'delivery-en-light',
  'overview-pt-BR-light',
  'recovery-pt-BR-light',
  'rotation-en-light',
  'guide-en-light',
  'test-address-en-dark',
]);

/** The demo organisation: its names are made for being read. */
const demo = (email: string) => ({ email, password: 'voki-demo' });

const LOOKS: Look[] = [1280, 375].flatMap((width) =>
  (['en', 'pt-BR'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((theme) => ({ locale, theme, width })),
  ),
);

type Rectangle = { x: number; y: number; width: number; height: number };

/** A picture as WebP, which Playwright itself does not write. */
async function capture(page: Page, clip: Rectangle): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    clip: { ...clip, scale: 1 },
  });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** Of the whole page, or of the screen where something lies over it; for documents no more than `DOCS_HEIGHT`. */
async function take(page: Page, scene: Scene, name: string): Promise<void> {
  const over = page.locator('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]');
  if ((await over.count()) === 0) await makeRoom(page);
  const clip: Rectangle = await page.evaluate(() => ({
    x: scrollX,
    y: scrollY,
    width: innerWidth,
    height: innerHeight,
  }));
  writeFileSync(`${ALL}/${name}.webp`, await capture(page, clip));
  if (!SHOWN.has(name)) return;
  const top = Math.max(0, ((await scene.part?.(page).boundingBox())?.y ?? 0) - MARGIN);
  const part = { ...clip, y: clip.y + top, height: Math.min(DOCS_HEIGHT, clip.height - top) };
  writeFileSync(`${DOCS}/${name}.webp`, await capture(page, part));
}

/** Makes the screen as high as the page, and waits for what draws itself again then. */
async function makeRoom(page: Page): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  const width = page.viewportSize()?.width ?? 0;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.recharts-responsive-container')].every((place) => {
      const drawn = place.querySelector('svg:has(.recharts-cartesian-axis-tick)');
      return drawn?.getBoundingClientRect().width === place.getBoundingClientRect().width;
    }),
  );
}

async function takeAll(page: Page, scenes: Scene[], world: World): Promise<void> {
  for (const scene of scenes) {
    for (const look of LOOKS) {
      const name = `${scene.name}-${look.locale}-${look.theme}${look.width === 375 ? '-narrow' : ''}`;
      if (process.env.VOKI_PICTURES === 'docs' && !SHOWN.has(name)) continue;
      await show(page, scene, world, look);
      await take(page, scene, name);
    }
  }
}

test('pictures', async ({ page, playwright, baseURL }) => {
  mkdirSync(ALL, { recursive: true });
  mkdirSync(DOCS, { recursive: true });
  const origin = new URL(baseURL ?? '').origin;
  const as = async (account: { email: string; password: string }) => {
    await page.context().clearCookies();
    await signIn(page.request, account);
  };
  const manager = await playwright.request.newContext({ baseURL: origin });
  const callSystem = await playwright.request.newContext({ baseURL: origin });
  await signIn(manager, demo('manager@demo.voki.test'));
  const { items } = await voki<{ items: { id: string; plan: string }[] }>('org', 'list');
  const organizationId = items.find(({ plan }) => plan === 'professional')?.id ?? '';
  const { key: ingestKey } = await voki<{ key: string }>('ingest-key', 'create', '--name', 'pictures');
  const world = await makeWorld({ manager, callSystem, organizationId, ingestKey, origin });

  await takeAll(page, SIGNED_OUT_SCENES, world);
  await as(await (await createOrganization('advanced')).account('manager'));
  await takeAll(page, EMPTY_SCENES, world);
  await as(demo('manager@basic.voki.test'));
  await takeAll(page, PLAN_SCENES, world);
  await as(demo('attendant@demo.voki.test'));
  await takeAll(page, FORBIDDEN_SCENES, world);
  await as(demo('supervisor@demo.voki.test'));
  await takeAll(page, READER_SCENES, world);
  await as(demo('manager@demo.voki.test'));
  await takeAll(page, SCENES, world);
  await world.close();
  await manager.dispose();
  await callSystem.dispose();
});
