import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs the operator's command line against the application under test and returns its JSON object. */
export async function voki<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, ['scripts/run.mjs', 'voki', ...args, '--json'], {
    env: process.env,
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as T;
}

export interface Account {
  email: string;
  password: string;
}

/** An organisation of one test worker alone, so that events of one test reach no webhook of another. */
export interface Organization {
  id: string;
  ingestKey: string;
  manager: Account;
  supervisor: Account;
  attendant: Account;
}

/** Makes an organisation with one person of each role and an ingest key, as an operator would. */
export async function createOrganization(plan: string): Promise<Organization> {
  const tag = randomBytes(4).toString('hex');
  const { id } = await voki<{ id: string }>('org', 'create', '--name', `Clínica ${tag}`, '--plan', plan);
  const account = async (role: string) =>
    await voki<Account>(
      'user',
      'create',
      '--org',
      id,
      '--email',
      `${role}-${tag}@e2e.voki.test`,
      '--role',
      role,
    );
  // One after the other: each is a process of its own, and the machines of CI have two cores.
  const manager = await account('manager');
  const supervisor = await account('supervisor');
  const attendant = await account('attendant');
  const { key } = await voki<{ key: string }>('ingest-key', 'create', '--name', `e2e ${tag}`, '--org', id);
  return { id, ingestKey: key, manager, supervisor, attendant };
}
