import { createOrganization, type Organization } from '../support/operator';
import { test as base, signIn } from '../support/test';
import { makeWorld, type World } from './world';

interface Worlds {
  world: World;
  /** In which nothing happened yet. */
  empty: Organization;
}

/** One world for all tests of a worker. Playwright gives tests with it a worker, and so an organisation, of their own. */
export const test = base.extend<object, Worlds>({
  world: [
    async ({ playwright, organization }, use, { project }) => {
      const baseURL = project.use.baseURL ?? '';
      const manager = await playwright.request.newContext({ baseURL });
      const callSystem = await playwright.request.newContext({ baseURL });
      await signIn(manager, await organization.account('manager'));
      const { id: organizationId } = organization;
      const ingestKey = await organization.ingestKey();
      const origin = new URL(baseURL).origin;
      const world = await makeWorld({ manager, callSystem, organizationId, ingestKey, origin });
      await use(world);
      await world.close();
      await manager.dispose();
      await callSystem.dispose();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  empty: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => use(await createOrganization('advanced')),
    { scope: 'worker', timeout: 60_000 },
  ],
});
