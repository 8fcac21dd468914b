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

export type Role = 'manager' | 'supervisor' | 'attendant';

/**
 * An organisation of one test worker or test alone, so that events of one reach no webhook of another. Its people and
 * its key are made, as an operator would, when somebody asks for them: each takes a process of a second.
 */
export class Organization {
  private readonly tag = randomBytes(4).toString('hex');
  private readonly accounts = new Map<Role, Promise<Account>>();
  private key: Promise<{ key: string }> | null = null;

  private constructor(readonly id: string) {}

  static async create(plan: string): Promise<Organization> {
    const name = `Clínica ${randomBytes(4).toString('hex')}`;
    const { id } = await voki<{ id: string }>('org', 'create', '--name', name, '--plan', plan);
    return new Organization(id);
  }

  account(role: Role): Promise<Account> {
    let account = this.accounts.get(role);
    if (!account) {
      const email = `${role}-${this.tag}@e2e.voki.test`;
      account = voki<Account>('user', 'create', '--org', this.id, '--email', email, '--role', role);
      this.accounts.set(role, account);
    }
    return account;
  }

  async ingestKey(): Promise<string> {
    this.key ??= voki<{ key: string }>('ingest-key', 'create', '--name', `e2e ${this.tag}`, '--org', this.id);
    return (await this.key).key;
  }
}

export const createOrganization = (plan: string) => Organization.create(plan);
