import type { CommanderError } from 'commander';
import type { output, ZodMiniType } from 'zod/mini';
import { prepareEnvironment } from './environment';

/** Asked of the arguments themselves, as they may be too wrong for Commander to tell. */
const wantsJson = process.argv.slice(2).includes('--json');

/** What a command has to tell: to programs, and to people. */
interface Answer {
  json: object;
  text: string;
  /** Told, but not all went well: exit code 1. */
  failed?: boolean;
}

interface Tools {
  /**
   * The options as `schema` reads them.
   * @param about the options to name for what is wrong with them together
   */
  parseWith: <T extends ZodMiniType>(schema: T, options: unknown, about?: string[]) => output<T>;
}

/** Runs `work` with the environment and the database ready, prints what it answers, and leaves both behind it. */
export async function runCommand(work: (tools: Tools) => Promise<Answer>): Promise<void> {
  // Log lines share stdout with the answer; what goes wrong is told on stderr.
  process.env.LOG_LEVEL = 'silent';
  const environment = await prepareEnvironment();
  const { closeDatabase } = await import('@/lib/db');
  try {
    const { json, text, failed } = await work({ parseWith: await optionParser() });
    process.stdout.write(`${wantsJson ? JSON.stringify(json) : text}\n`);
    if (failed) process.exitCode = 1;
  } finally {
    await closeDatabase();
    await environment.close();
  }
}

async function optionParser(): Promise<Tools['parseWith']> {
  const { parseWith } = await import('@/lib/http/parse');
  const { AppError } = await import('@/lib/errors');
  return (schema, options, about = []) => {
    try {
      return parseWith(schema, options);
    } catch (error) {
      if (!(error instanceof AppError) || about.length === 0) throw error;
      const fields = error.fields.flatMap((field) =>
        field.path.length > 0 ? [field] : about.map((name) => ({ ...field, path: [name] })),
      );
      throw new AppError(error.code, { key: error.key, fields });
    }
  };
}

interface Failure {
  code: string;
  message: string;
  errors: { path: string; message: string }[];
}

/** Tells why a command failed: sentences on stderr and, for programs, `{"error"}` on stdout. */
export async function describeFailure(error: unknown): Promise<void> {
  const failure = await failureOf(error);
  // What is wrong with several options together is said once.
  const lines = [...new Set(failure.errors.map(({ message }) => message))].map((said) => {
    const options = failure.errors.filter(({ path, message }) => path && message === said);
    return options.length > 0 ? `${options.map(({ path }) => `--${path}`).join(', ')}: ${said}` : said;
  });
  process.stderr.write(`${lines.length > 0 ? lines.join('\n') : failure.message}\n`);
  tellPrograms(failure);
}

/** Tells programs that a command was called wrongly, as {@link describeFailure} does; people were told by Commander. */
export function describeUsage({ code, message }: CommanderError): void {
  const said =
    // Shown in place of a command that is missing, and then there is no sentence.
    code === 'commander.help'
      ? 'Name a command: --help lists them.'
      : message.replace(/^error: /, '').replaceAll('\n', ' ');
  const option = /^[\w ]*option '(?:-\w, )?--([\w-]+)/.exec(said)?.[1];
  const errors = option === undefined ? [] : [{ path: option, message: said }];
  tellPrograms({ code: 'invalid', message: said, errors });
}

function tellPrograms(error: Failure): void {
  if (wantsJson) process.stdout.write(`${JSON.stringify({ error })}\n`);
}

async function failureOf(error: unknown): Promise<Failure> {
  // Loaded here, as it brings the log along, which must have been told to be silent.
  const { expectedError, fieldErrors, sentence } = await import('@/lib/http/problem');
  const expected = expectedError(error);
  if (expected)
    return { code: expected.code, message: sentence(expected, 'en'), errors: fieldErrors(expected, 'en') };
  return { code: 'fault', message: error instanceof Error ? error.message : String(error), errors: [] };
}
