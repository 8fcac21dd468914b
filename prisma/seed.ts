import pg from 'pg';
import type { Plan, Role } from '@/lib/webhooks/core/plan';

/**
 * The demo organisation of the embedded default: people on two plans, and nothing that did not happen
 * (no webhooks, no deliveries). The README and the tests sign in as them.
 */

export const DEMO_PASSWORD = 'voki-demo';

interface DemoPerson {
  email: string;
  name: string;
  role: Role;
}

const DEMO: { name: string; plan: Plan; people: DemoPerson[] }[] = [
  {
    name: 'Clínica Aurora',
    plan: 'professional',
    people: [
      { email: 'manager@demo.voki.test', name: 'Marina Lopes', role: 'manager' },
      { email: 'supervisor@demo.voki.test', name: 'Sérgio Prado', role: 'supervisor' },
      { email: 'attendant@demo.voki.test', name: 'Aline Reis', role: 'attendant' },
    ],
  },
  {
    name: 'Padaria do Bairro',
    plan: 'basic',
    people: [{ email: 'manager@basic.voki.test', name: 'Bruno Dias', role: 'manager' }],
  },
];

/** A demo sign-in as it is in the database now. */
export interface DemoSignIn {
  email: string;
  role: Role;
  organizationId: string;
  organization: string;
  plan: Plan;
}

/**
 * Seeds a database without any organisation, all or nothing; leaves every other one as it is.
 * Reads DATABASE_URL through `env()` only when there is something to seed.
 */
export async function seedIfEmpty(connectionString: string): Promise<boolean> {
  const [row] = await query<{ empty: boolean }>(
    connectionString,
    'SELECT NOT EXISTS (SELECT FROM organizations) AS empty',
  );
  if (!row?.empty) return false;
  // Loaded only now: a start over existing data has no use for Prisma before Next loads it.
  const { createOrganization, createUser } = await import('./factories');
  const { closeDatabase, prisma } = await import('@/lib/db');
  await prisma().$transaction(async (tx) => {
    for (const { name, plan, people } of DEMO) {
      const organization = await createOrganization({ name, plan }, tx);
      for (const person of people)
        await createUser({ ...person, organizationId: organization.id, password: DEMO_PASSWORD }, tx);
    }
  });
  await closeDatabase();
  return true;
}

/** The demo people who are still there, in the order above. */
export async function demoSignIns(connectionString: string): Promise<DemoSignIn[]> {
  const emails = DEMO.flatMap(({ people }) => people.map(({ email }) => email));
  return query<DemoSignIn>(
    connectionString,
    `SELECT u.email, u.role, o.id AS "organizationId", o.name AS organization, o.plan
     FROM users u JOIN organizations o ON o.id = u.organization_id
     WHERE u.email = ANY($1) AND u.removed_at IS NULL
     ORDER BY array_position($1, u.email)`,
    [emails],
  );
}

async function query<Row extends pg.QueryResultRow>(
  connectionString: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  // What is asked fails as well; without a listener the whole process would.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
