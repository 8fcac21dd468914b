import { randomBytes, randomUUID } from 'node:crypto';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { readRefusal } from '@/lib/action-refusal';
import { withDatabase } from './support/database';
import { createOrganization, voki } from './support/operator';
import { expect, signIn, test } from './support/test';
import { ACTIONS, type Ids, PAGES, PERSONAS, type Persona, ROUTES } from './walk/table';
import { actions, builtActions, pages, routes } from './walk/tree';

/**
 * Everybody at every door: each route, page and action of the file tree over HTTP, as the table says who gets what.
 * A new one without its row fails here before anybody walks.
 */

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Walk {
  manager: APIRequestContext;
  as: Record<Persona, APIRequestContext>;
  ids: Ids;
  /** Stands in the descriptions of a webhook and of an API key and nowhere else. */
  mark: string;
  origin: string;
}

async function prepare(
  open: () => Promise<APIRequestContext>,
  origin: string,
  receiverUrl: string,
): Promise<Walk> {
  const own = await createOrganization('professional');
  const other = await createOrganization('enterprise');
  const falling = await createOrganization('advanced');
  const signedIn = async (account?: { email: string; password: string }) => {
    const context = await open();
    if (account) await signIn(context, account);
    return context;
  };
  const leaving = await voki<{ email: string; password: string }>(
    ...['user', 'create', '--org', own.id, '--role', 'manager'],
    ...['--email', `leaving-${randomBytes(4).toString('hex')}@e2e.voki.test`],
  );
  const manager = await signedIn(await own.account('manager'));
  const as: Record<Persona, APIRequestContext> = {
    nobody: await signedIn(),
    attendant: await signedIn(await own.account('attendant')),
    supervisor: await signedIn(await own.account('supervisor')),
    stranger: await signedIn(await other.account('manager')),
    removed: await signedIn(leaving),
    downgraded: await signedIn(await falling.account('manager')),
  };
  expect((await as.removed.get('/api/webhooks')).status(), 'before the removal').toBe(200);
  expect((await as.downgraded.get('/api/webhooks')).status(), 'before the downgrade').toBe(200);
  await voki('user', 'remove', '--email', leaving.email);
  await voki('org', 'set-plan', '--org', falling.id, '--plan', 'basic');

  const mark = `walk-${randomBytes(8).toString('hex')}`;
  const create = async (description: string) => {
    const data = { url: receiverUrl, events: ['call.created'], description };
    const answer = await manager.post('/api/webhooks', { headers: { origin }, data });
    expect(answer.status()).toBe(201);
    return (await answer.json()).id as string;
  };
  const webhook = await create(mark);
  const tested = await manager.post(`/api/webhooks/${webhook}/test`, { headers: { origin } });
  const made = await manager.post('/api/api-keys', {
    headers: { origin },
    data: { name: mark, scope: 'supervisor' },
  });
  expect(made.status()).toBe(201);
  return {
    manager,
    as,
    ids: {
      webhook,
      doomed: await create('doomed'),
      delivery: (await tested.json()).id,
      apiKey: (await made.json()).id,
      ...(await addRecovery(own.id, webhook)),
    },
    mark,
    origin,
  };
}

/** What only time and a failing receiver bring about. */
async function addRecovery(
  organizationId: string,
  webhookId: string,
): Promise<{ job: string; incident: string }> {
  const ids = { job: randomUUID(), incident: randomUUID() };
  await withDatabase(async (client) => {
    await client.query(
      `INSERT INTO webhook_jobs (id, organization_id, webhook_id, kind, starts_at)
       VALUES ($1, $2, $3, 'resend', now() + interval '1 hour')`,
      [ids.job, organizationId, webhookId],
    );
    await client.query(
      `INSERT INTO webhook_incidents (id, organization_id, webhook_id, started_at, ended_at, end_reason)
       VALUES ($1, $2, $3, now() - interval '2 hours', now() - interval '1 hour', 'recovered')`,
      [ids.incident, organizationId, webhookId],
    );
  });
  return ids;
}

/** Everything of the organisation that one of the walkers could have changed. */
async function state({ manager, ids }: Walk): Promise<unknown> {
  const webhooks = await (await manager.get('/api/webhooks')).json();
  const deliveries = await (await manager.get(`/api/webhooks/${ids.webhook}/deliveries`)).json();
  const apiKeys = await (await manager.get('/api/api-keys')).json();
  const recovery = await (await manager.get(`/api/webhooks/${ids.webhook}/recovery`)).json();
  return { webhooks, deliveries, apiKeys, recovery };
}

const walkTest = test.extend<{ walk: Walk }>({
  walk: async ({ openClient, origin, receiver }, use) => use(await prepare(openClient, origin, receiver.url)),
});

walkTest.describe.configure({ timeout: 180_000 });

walkTest('the table has every route, page and action of the file tree, and no other', () => {
  const methods = routes().flatMap(({ address, methods: own }) =>
    own.map((method) => `${method} ${address}`),
  );
  expect(methods.length).toBeGreaterThan(20);
  expect(Object.keys(ROUTES).sort()).toEqual(methods.sort());
  expect(Object.keys(PAGES).sort()).toEqual(
    pages()
      .map(({ address }) => address)
      .sort(),
  );
  expect(Object.keys(ACTIONS).sort()).toEqual(actions());
  expect([...builtActions().keys()].sort(), 'what the build lets browsers call').toEqual(actions());
});

walkTest('routes', async ({ walk }) => {
  const { manager, as, ids, origin } = walk;
  const call = (context: APIRequestContext, key: string, headers: Record<string, string>) => {
    const row = ROUTES[key];
    if (!row) throw new Error(key);
    const [method = ''] = key.split(' ');
    return context.fetch(row.path(ids), {
      method,
      headers,
      ...(row.body && { data: row.body }),
      maxRedirects: 0,
    });
  };
  const before = await state(walk);
  for (const [key, row] of Object.entries(ROUTES)) {
    for (const persona of PERSONAS) {
      const answer = await call(as[persona], key, { origin });
      expect(answer.status(), `${key} as ${persona}: ${await answer.text()}`).toBe(row.answers[persona]);
      // A stranger's own new webhook comes with its secret.
      if (answer.status() !== 201)
        expect(await answer.text(), `${key} as ${persona}`).not.toContain('whsec_');
    }
    // A change from elsewhere, in the manager's own browser.
    const changes = !key.startsWith('GET ') && row.manager < 300;
    for (const headers of changes ? [{}, { origin: 'https://evil.example' }, { origin: 'null' }] : [])
      expect((await call(manager, key, headers as Record<string, string>)).status(), key).toBe(403);
    // A key that is none does not fall back to the cookie beside it.
    if (row.answers.nobody === 401)
      expect((await call(manager, key, { origin, authorization: 'Bearer voki_api_x' })).status(), key).toBe(
        401,
      );
  }
  expect(await state(walk), 'nobody has changed anything').toEqual(before);
  for (const [key, row] of Object.entries(ROUTES)) {
    const answer = await call(manager, key, { origin });
    expect(answer.status(), `${key} as manager: ${await answer.text()}`).toBe(row.manager);
  }
  for (const { address, methods } of routes()) {
    const [own] = Object.entries(ROUTES).find(([key]) => key.endsWith(` ${address}`)) ?? [];
    for (const method of METHODS.filter((one) => !methods.includes(one))) {
      const answer = await manager.fetch(ROUTES[own ?? '']?.path(ids) ?? '', { method, headers: { origin } });
      expect(answer.status(), `${method} ${address}`).toBe(405);
      expect(answer.headers().allow, `${method} ${address}`).toContain(methods.join(', '));
    }
  }
});

/** What a router of Next sends when it has the layouts of a page already and wants the page alone. */
function pageAlone(folders: string[], path: string): Record<string, string> {
  const given = path.split('/').slice(1);
  let at = 0;
  const segments = folders.map((folder) => {
    if (/^\(.*\)$/.test(folder)) return folder;
    const value = given[at++] ?? '';
    return folder.startsWith('[') ? [folder.slice(1, -1), value, 'd', null] : folder;
  });
  const tree = [...segments]
    .reverse()
    .reduce<unknown[]>((child, segment) => [segment, { children: child }], ['__PAGE__', {}, null, 'refetch']);
  const root = ['', { children: tree }];
  return { rsc: '1', 'next-router-state-tree': encodeURIComponent(JSON.stringify(root)) };
}

walkTest('pages', async ({ walk }) => {
  const { manager, as, ids, mark } = walk;
  const ways = (folders: string[], path: string): [string, Record<string, string>][] => [
    ['as a page', {}],
    ['as data', { rsc: '1' }],
    ['as data without its layouts', pageAlone(folders, path)],
  ];
  const judge = async (answer: APIResponse, expected: string, where: string) => {
    const text = await answer.text();
    const status = answer.status();
    expect(text.includes(mark), `${where} shows the webhook`).toBe(expected === 'shown');
    if (expected === 'sign-in') {
      // A redirect is a status on a page and a line of data in data.
      expect(`${answer.headers().location ?? ''} ${text}`, where).toContain('/sign-in?callbackUrl=');
    } else if (expected === 'not-found') {
      expect(status === 404 || text.includes('NEXT_HTTP_ERROR_FALLBACK;404'), `${where}: ${status}`).toBe(
        true,
      );
    } else expect(status, where).toBeLessThan(400);
  };
  for (const { address, folders } of pages()) {
    const row = PAGES[address];
    if (!row) throw new Error(address);
    const path = row.path(ids);
    for (const [way, headers] of ways(folders, path)) {
      const get = async (context: APIRequestContext) => {
        const answer = await context.get(path, { headers, maxRedirects: 0 });
        const { location = '' } = answer.headers();
        // Next leads a request for data to an address with a sum of its headers, for the sake of caches.
        return /[?&]_rsc/.test(location) ? context.get(location, { headers, maxRedirects: 0 }) : answer;
      };
      for (const persona of PERSONAS)
        await judge(await get(as[persona]), row.answers[persona], `${address} ${way}, as ${persona}`);
      await judge(await get(manager), row.manager, `${address} ${way}, as manager`);
    }
  }
});

walkTest('actions', async ({ walk }) => {
  const { manager, as, ids, origin } = walk;
  const built = builtActions();
  const call = async (context: APIRequestContext, key: string, headers: Record<string, string>) => {
    const { id = '', worker = '' } = built.get(key) ?? {};
    const args = JSON.stringify(ACTIONS[key]?.args(ids));
    const path = PAGES[worker]?.path(ids) ?? '';
    const answer = await context.post(path, {
      headers: { ...headers, 'next-action': id, accept: 'text/x-component' },
      maxRedirects: 0,
      ...(args.includes('$K1')
        ? { multipart: { '1_email': '', '0': args } }
        : {
            data: args,
            headers: { ...headers, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' },
          }),
    });
    if (answer.headers()['x-action-redirect']) return 'redirect';
    const text = await answer.text();
    if (/^\d+:.*"ok":true/m.test(text)) return 'ok';
    // By the action itself, or by the front door.
    return (
      /"error":\{"code":"(\w+)"/.exec(text)?.[1] ??
      readRefusal(text)?.code ??
      `${answer.status()} ${text.slice(0, 500)}`
    );
  };
  const before = await state(walk);
  for (const [key, row] of Object.entries(ACTIONS)) {
    for (const persona of PERSONAS) {
      // Signing out is theirs to do, but would end the walk.
      if (key.endsWith('#signOutAction') && persona !== 'nobody') continue;
      expect(await call(as[persona], key, { origin }), `${key} as ${persona}`).toBe(row.answers[persona]);
    }
    // Next itself lets this one pass.
    expect(await call(manager, key, {}), `${key} without Origin`).toBe('forbidden');
    for (const foreign of ['https://evil.example', 'null'])
      expect(await call(manager, key, { origin: foreign }), `${key} from ${foreign}`).toBe('forbidden');
  }
  expect(await state(walk), 'nobody has changed anything').toEqual(before);
  for (const [key, row] of Object.entries(ACTIONS))
    expect(await call(manager, key, { origin }), `${key} as manager`).toBe(row.manager);
});
