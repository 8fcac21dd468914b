// The way into every command: plain Node and nothing else, as this may be the first thing that runs in a fresh clone.
// It sees to the packages and the generated database client, then hands over to scripts/<command>.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const COMMANDS = ['start', 'dev', 'worker', 'test', 'voki', 'bench'];
const NODE_MIN = [20, 19];

const [command = 'start', ...args] = process.argv.slice(2);
process.chdir(root);

/** Progress goes to stderr: `--json` of the command line must stay alone on stdout. */
function say(text) {
  process.stderr.write(`· ${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = NODE_MIN;
  if (major < minMajor || (major === minMajor && minor < minMinor))
    fail(`This needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`);
}

/** Whether node_modules holds what package-lock.json says. npm writes its own list there last, so a killed install has none. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
    const installed = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || (optional && !installed[path]) || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function install() {
  say('Installing packages, about a minute');
  // The npm that called us, when one did.
  const [program, ...first] = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const { status } = spawnSync(program, [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail('The packages could not be installed: see above.');
}

const STAMP = 'lib/generated/.made-from';

/** What the database client is made from: the schema, by this Prisma. */
function clientSource() {
  const { version } = JSON.parse(readFileSync('node_modules/prisma/package.json', 'utf8'));
  return createHash('sha256').update(version).update(readFileSync('prisma/schema.prisma')).digest('hex');
}

function isGenerated() {
  return (
    existsSync('lib/generated/prisma/client.ts') &&
    existsSync(STAMP) &&
    readFileSync(STAMP, 'utf8') === clientSource()
  );
}

function generate() {
  say('Making the database client');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        // `generate` does not run the schema engine, but downloads it unless this names a file that is there.
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  if (status !== 0) fail(`The database client could not be made:\n${stdout}${stderr}`);
  writeFileSync(STAMP, clientSource());
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process began, as numbers are used again: in a container the one of a killed process within seconds. Empty where that is not told. */
function beginOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

/** Moves aside the lock of a process that no longer runs, and puts it back when somebody else was quicker. */
function removeIfAbandoned(lock) {
  try {
    const seen = readFileSync(lock, 'utf8');
    const [pid, begin] = seen.split(' ');
    // Between creation and the first write a lock is empty; one that stays so was left by a crash.
    const isHeld = seen
      ? isRunning(Number(pid)) && (!begin || beginOf(pid) === begin)
      : Date.now() - statSync(lock).mtimeMs < 5000;
    if (isHeld) return false;
    const aside = `${lock}-${process.pid}`;
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') === seen) rmSync(aside);
    else renameSync(aside, lock);
    return true;
  } catch {
    // It is gone.
    return true;
  }
}

/** One at a time in this folder, so that two commands at once do not install into each other. */
async function alone(work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `voki-prepare-${process.getuid?.() ?? 0}-${name}`);
  for (let said = false; ; ) {
    try {
      writeFileSync(lock, `${process.pid} ${beginOf(process.pid)}`, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`${lock}: ${error.message}`);
    }
    if (removeIfAbandoned(lock)) continue;
    if (!said) say('Waiting for another command that installs here');
    said = true;
    await sleep(100);
  }
  const release = () => rmSync(lock, { force: true });
  process.on('exit', release);
  work();
  process.off('exit', release);
  release();
}

/** Space for what lives as long as a delivery, in MiB: with Node's own 1 to 16 about 3 % fewer are sent a second. */
const MEMORY = ['--min-semi-space-size=16', '--max-semi-space-size=32'];

/**
 * Runs the command and ends as it ends. Signals are passed on; at a terminal the command has them already, and
 * takes two within a second for one. The channel between the two tells it when this process is killed.
 */
function handOver() {
  const script = ['--import', 'tsx', join('scripts', `${command}.ts`)];
  const child = spawn(process.execPath, [...MEMORY, ...script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm killed outright cannot pass anything on. Started without npm, whoever started this may well be gone by intention.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref();
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

checkNode();
if (!COMMANDS.includes(command)) fail(`There is no command "${command}". There are: ${COMMANDS.join(', ')}.`);
if (!isInstalled() || !isGenerated())
  await alone(() => {
    // Asked again, as another command may have done it while this one waited.
    if (!isInstalled()) install();
    if (!isGenerated()) generate();
  });
handOver();
