import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How to start a program so that it does not see itself as root. */
export interface Launcher {
  /** Words before the program; empty: none. */
  prefix: string[];
  uid?: number;
  gid?: number;
  /** Hands a file or folder to the account that the program will run under. */
  give(path: string): void;
}

interface Account {
  uid: number;
  gid: number;
}

const PLAIN: Launcher = { prefix: [], give: () => undefined };

/**
 * PostgreSQL refuses to run as root. For root this finds, in this order, a way that works here:
 * a user namespace in which root's own files belong to an ordinary account (reaches folders below 0700
 * parents too); an ordinary account that keeps only the capability to pass such folders; an ordinary account as it is.
 * For anybody else the program runs as it is.
 *
 * @param program what will be run, to prove that the account reaches it
 * @param folder an existing folder in which the program will keep its data
 * @param data the data folder itself, whose owner decides when it exists
 */
export function unprivilegedLauncher(program: string, folder: string, data: string): Launcher {
  if (process.geteuid?.() !== 0) return PLAIN;
  const owner = existsSync(data) ? lstatSync(data) : null;
  const account = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : ordinaryAccount(folder);
  const namespaced = ['unshare', '--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`, '--'];
  if ((!owner || owner.uid === 0) && works({ ...PLAIN, prefix: namespaced }, program, folder, 'w'))
    return { ...PLAIN, prefix: namespaced };
  const give = (path: string) => giveAll(path, account);
  const bare: Launcher = { prefix: [], ...account, give };
  if (works(bare, program, folder, 'x')) return bare;
  const ids = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  const passing = [
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  const capable: Launcher = { prefix: ['setpriv', ...ids, ...passing, '--'], give };
  if (works(capable, program, folder, 'x')) return capable;
  throw new Error(
    `PostgreSQL refuses to run as root, and no other account can reach ${folder}. Run this as an ordinary user, or set ` +
      'VOKI_DATA_DIR and the project to folders that all may enter, or allow user namespaces, or set DATABASE_URL.',
  );
}

/** The owner of the folder when that is not root, else a known account, else one made for this. */
function ordinaryAccount(folder: string): Account {
  const { uid, gid } = lstatSync(folder);
  if (uid !== 0) return { uid, gid };
  return knownAccount() ?? madeAccount();
}

function knownAccount(): Account | null {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => Number(fields[2]) > 0);
  const found = ['postgres', 'nobody', 'daemon'].map((name) => accounts.find(([login]) => login === name));
  const fields = found.find(Boolean) ?? accounts[0];
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : null;
}

function madeAccount(): Account {
  try {
    execFileSync('useradd', ['--system', '--no-create-home', 'voki-postgres'], { stdio: 'ignore' });
  } catch {
    // Busybox systems have adduser instead.
    try {
      execFileSync('adduser', ['-S', '-H', 'voki-postgres'], { stdio: 'ignore' });
    } catch {
      // knownAccount says below that there is still none.
    }
  }
  const account = knownAccount();
  if (!account)
    throw new Error(
      'PostgreSQL refuses to run as root and there is no other account: add one, or set DATABASE_URL.',
    );
  return account;
}

function works(launcher: Launcher, program: string, folder: string, access: 'w' | 'x'): boolean {
  const [command = 'sh', ...args] = [
    ...launcher.prefix,
    'sh',
    '-c',
    `"$0" --version >/dev/null && test -${access} "$1"`,
    program,
    folder,
  ];
  try {
    execFileSync(command, args, { stdio: 'ignore', cwd: '/', ...identityOf(launcher) });
    return true;
  } catch {
    return false;
  }
}

/** `uid` and `gid` for child_process, only where set. */
export function identityOf({ uid, gid }: Launcher): { uid?: number; gid?: number } {
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

/** Contents first, the folder itself last: a folder that is already given is given as a whole. */
function giveAll(path: string, account: Account): void {
  const entry = lstatSync(path);
  if (entry.uid === account.uid) return;
  if (entry.isDirectory()) for (const name of readdirSync(path)) giveAll(join(path, name), account);
  chownSync(path, account.uid, account.gid);
}
