import type { Page } from '@playwright/test';
import { expect } from '../support/test';
import type { Scene } from './scenes';
import type { World } from './world';

export interface Look {
  locale: 'en' | 'pt-BR';
  theme: 'light' | 'dark';
  width: number;
}

/** Shows a scene as it comes: language and theme as the person has them, the page loaded anew. */
export async function show(page: Page, scene: Scene, world: World, look: Look): Promise<void> {
  const path = scene.path(world);
  await page.emulateMedia({ media: null, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: look.width, height: look.width < 640 ? 812 : 860 });
  const cookies = { voki_locale: look.locale, voki_theme: look.theme };
  await page
    .context()
    .addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: world.origin })));
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', look.locale);
  // What is still to come: placeholders, and controls that are busy.
  await expect(page.locator('main :is([aria-busy="true"], [class*="animate-pulse"])')).toHaveCount(0);
  await scene.open?.(page, world);
  await page.evaluate(stillness);
}

/** Until nothing moves or fades in any more: what is half there has half its contrast. Runs in the page. */
async function stillness(): Promise<void> {
  await document.fonts.ready;
  const moving = () =>
    document
      .getAnimations()
      .filter(
        ({ playState, effect }) => playState === 'running' && effect?.getTiming().iterations !== Infinity,
      );
  for (let left = moving(); left.length > 0; left = moving())
    await Promise.allSettled(left.map(({ finished }) => finished));
}
