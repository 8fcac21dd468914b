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

interface Look {
  locale: 'en' | 'pt-BR';
  theme: 'light' | 'dark';
  widths: number[];
  /** Which scenes it is for; `index` counts those of one person. */
  isFor: (index: number) => boolean;
}

/**
 * Some sixty scenes take two minutes a look. Two looks show each theme, each language and each width, and each scene is
 * in one of them; `VOKI_LOOKS=all` makes it every scene in every language and theme, wide and narrow.
 */
const LOOKS: Look[] =
  process.env.VOKI_LOOKS === 'all'
    ? (['en', 'pt-BR'] as const).flatMap((locale) =>
        (['light', 'dark'] as const).map((theme) => ({
          locale,
          theme,
          widths: [1280, 320],
          isFor: () => true,
        })),
      )
    : [
        { locale: 'en', theme: 'light', widths: [320], isFor: (index) => index % 2 === 0 },
        { locale: 'pt-BR', theme: 'dark', widths: [1280], isFor: (index) => index % 2 === 1 },
      ];

/** Every page, and everything that opens on one: axe finds nothing and nothing scrolls sideways. */
for (const { locale, theme, widths, isFor } of LOOKS) {
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
      for (const [index, scene] of scenes.entries()) {
        if (!isFor(index)) continue;
        for (const width of widths) {
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
