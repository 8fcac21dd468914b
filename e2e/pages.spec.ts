import {
  EMPTY_SCENES,
  FORBIDDEN_SCENES,
  PLAN_SCENES,
  READER_SCENES,
  SCENES,
  type Scene,
  SIGNED_OUT_SCENES,
} from './scenes/scenes';
import { show } from './scenes/show';
import { test } from './scenes/worlds';
import { expect, expectAccessible, expectNoConflictingClasses } from './support/test';

test.describe.configure({ mode: 'parallel', timeout: 600_000 });

/** A theme changes no size: each language is seen wide and narrow, and in both themes. */
const WIDTHS = {
  light: { en: [1280, 320], 'pt-BR': [320] },
  dark: { en: [1280], 'pt-BR': [1280] },
};

/** Every page, and everything that opens on one: axe finds nothing and nothing scrolls sideways. */
for (const locale of ['en', 'pt-BR'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`each page and opened state is accessible and fits: ${locale}, ${theme}`, async ({
      page,
      world,
      empty,
      basicOrganization,
      signInAs,
    }) => {
      // All that is wrong, not only the first of it.
      const faults: string[] = [];
      const look = async (scenes: Scene[]) => {
        for (const scene of scenes) {
          for (const width of WIDTHS[theme][locale]) {
            const where = `${scene.name} at ${width} px`;
            const note = (error: Error) => void faults.push(`${where}: ${error.message}`);
            const check = async () => {
              await show(page, scene, world, { locale, theme, width });
              await expectAccessible(page, where).catch(note);
              await expectNoConflictingClasses(page, where).catch(note);
              const overflow = await page.evaluate(
                () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
              );
              if (overflow > 0) faults.push(`${where} scrolls sideways`);
            };
            await check().catch(note);
          }
        }
      };
      await look(SIGNED_OUT_SCENES);
      await signInAs('manager', empty);
      await look(EMPTY_SCENES);
      await signInAs('manager', basicOrganization);
      await look(PLAN_SCENES);
      await signInAs('attendant');
      await look(FORBIDDEN_SCENES);
      await signInAs('supervisor');
      await look(READER_SCENES);
      await signInAs('manager');
      await look(SCENES);
      expect(faults).toEqual([]);
    });
  }
}
