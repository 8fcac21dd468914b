import { prepareEnvironment } from './environment';

/** What a command has to tell: to programs, and to people. */
interface Answer {
  json: object;
  text: string;
  /** Told, but not all went well: exit code 1. */
  failed?: boolean;
}

interface Tools {
  parseWith: typeof import('@/lib/http/parse').parseWith;
}

/** Runs `work` with the environment and the database ready, prints what it answers, and leaves both behind it. */
export async function runCommand(
  options: { json?: boolean },
  work: (tools: Tools) => Promise<Answer>,
): Promise<void> {
  // Log lines share stdout with the answer; what goes wrong is told on stderr.
  process.env.LOG_LEVEL = 'silent';
  const environment = await prepareEnvironment();
  const { closeDatabase } = await import('@/lib/db');
  try {
    const { parseWith } = await import('@/lib/http/parse');
    const { json, text, failed } = await work({ parseWith });
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
    if (failed) process.exitCode = 1;
  } finally {
    await closeDatabase();
    await environment.close();
  }
}

/** Tells why a command failed: sentences on stderr and, for programs, `{"error"}` on stdout. */
export async function describeFailure(error: unknown, { json }: { json: boolean }): Promise<void> {
  const { code, message, errors } = await failureOf(error);
  const lines = errors.length > 0 ? errors.map((field) => `--${field.path}: ${field.message}`) : [message];
  process.stderr.write(`${lines.join('\n')}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, errors } })}\n`);
}

async function failureOf(error: unknown) {
  // Loaded here, as it brings the log along, which must have been told to be silent.
  const { expectedError, fieldErrors, sentence } = await import('@/lib/http/problem');
  const expected = expectedError(error);
  if (expected)
    return { code: expected.code, message: sentence(expected, 'en'), errors: fieldErrors(expected, 'en') };
  return { code: 'fault', message: error instanceof Error ? error.message : String(error), errors: [] };
}
