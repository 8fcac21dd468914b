import { Command, CommanderError, Option } from 'commander';
import { EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';
import { API_KEY_SCOPES, PLANS, ROLES } from '@/lib/webhooks/core/plan';
import { pipedPassword } from './piped-password';
import { describeFailure, describeUsage, runCommand } from './voki-runner';

/**
 * The operator's command line. Each command is one service; the services are loaded once the environment stands.
 * Exit codes: 0 done, 1 refused or failed, 2 called wrongly.
 */

const program = new Command('voki')
  .description('Organisations, people and keys of a Voki installation')
  // On the whole, so that it may stand anywhere.
  .option('--json', 'print one JSON object, of what is wrong too')
  .addHelpText(
    'afterAll',
    '\nnpm writes two lines of its own before the answer: `npm run -s voki -- …` leaves them away, for pipes.',
  )
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

function group(name: string, description: string): Command {
  return program.command(name).description(description).exitOverride();
}

function command(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).exitOverride();
}

const plan = () => new Option('--plan <plan>').choices(PLANS).makeOptionMandatory();
const ORG = ['--org <id>', 'the organisation'] as const;

const org = group('org', 'organisations');

command(org, 'create', 'add an organisation')
  .requiredOption('--name <name>')
  .addOption(plan())
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { createOrganizationInput } = await import('@/lib/auth/schemas');
      const { createOrganization } = await import('@/lib/auth/services/create-organization');
      const made = await createOrganization(parseWith(createOrganizationInput, options));
      return { json: made, text: `Organisation ${made.id}` };
    }),
  );

command(org, 'list', 'show every organisation').action(() =>
  runCommand(async () => {
    const { listOrganizations } = await import('@/lib/auth/services/list-organizations');
    const items = await listOrganizations();
    const lines = items.map(({ id, plan, name }) => `${id}  ${plan.padEnd(12)}  ${name}`);
    return { json: { items }, text: lines.join('\n') || 'There is no organisation yet.' };
  }),
);

command(org, 'set-plan', 'change the plan; nothing is deleted on the way down')
  .requiredOption(...ORG)
  .addOption(plan())
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { setPlanInput } = await import('@/lib/auth/schemas');
      const { setPlan } = await import('@/lib/auth/services/set-plan');
      const set = await setPlan(parseWith(setPlanInput, options));
      return { json: set, text: `Organisation ${set.id} is on ${set.plan}.` };
    }),
  );

const user = group('user', 'people');

command(user, 'create', 'add a person; a password may be piped in, else one is made')
  .requiredOption(...ORG)
  .requiredOption('--email <address>')
  .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
  .option('--name <name>', 'what they are called; what stands before the @ when absent')
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { createUserInput } = await import('@/lib/auth/schemas');
      const { createUser } = await import('@/lib/auth/services/create-user');
      const password = await pipedPassword(process.stdin);
      const input = parseWith(createUserInput, { ...options, ...(password !== undefined && { password }) });
      const made = await createUser(input);
      const shown = made.password ? `\nPassword, shown this once: ${made.password}` : '';
      return { json: made, text: `User ${made.id}, ${made.email}${shown}` };
    }),
  );

command(user, 'set-password', 'give a new password, piped in or made, and end every session of the person')
  .requiredOption('--email <address>')
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { setPasswordInput } = await import('@/lib/auth/schemas');
      const { setPassword } = await import('@/lib/auth/services/set-password');
      const password = await pipedPassword(process.stdin);
      const input = parseWith(setPasswordInput, { ...options, ...(password !== undefined && { password }) });
      const set = await setPassword(input);
      const shown = set.password ? `\nPassword, shown this once: ${set.password}` : '';
      return { json: set, text: `User ${set.id}, ${set.email} has a new password.${shown}` };
    }),
  );

command(user, 'remove', 'end a person’s access and every session; what they did stays in the audit trail')
  .requiredOption('--email <address>')
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { userInput } = await import('@/lib/auth/schemas');
      const { removeUser } = await import('@/lib/auth/services/remove-user');
      const removed = await removeUser(parseWith(userInput, options));
      return { json: removed, text: `User ${removed.id}, ${removed.email} cannot sign in any more.` };
    }),
  );

const ingestKey = group('ingest-key', 'keys with which the call system posts events');

command(ingestKey, 'create', 'make a key, for one organisation or for all')
  .requiredOption('--name <name>', 'what it is for')
  .option(...ORG)
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { createIngestKeyInput } = await import('@/lib/auth/schemas');
      const { createIngestKey } = await import('@/lib/webhooks/services/create-ingest-key');
      const made = await createIngestKey(parseWith(createIngestKeyInput, options));
      return { json: made, text: `Ingest key ${made.id}\nKey, shown this once: ${made.key}` };
    }),
  );

command(ingestKey, 'revoke', 'end a key')
  .requiredOption('--id <id>', 'the key')
  .action((options) =>
    runCommand(async () => {
      const { revokeIngestKey } = await import('@/lib/webhooks/services/revoke-ingest-key');
      const revoked = await revokeIngestKey(options.id);
      return { json: revoked, text: `Ingest key ${revoked.id} opens nothing any more.` };
    }),
  );

command(group('api-key', 'keys with which customers’ scripts use the JSON API'), 'create', 'make a key')
  .requiredOption(...ORG)
  .requiredOption('--name <name>', 'what it is for')
  .addOption(
    new Option('--scope <role>', 'whose rights it has').choices(API_KEY_SCOPES).makeOptionMandatory(),
  )
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { createApiKeyForInput } = await import('@/lib/auth/schemas');
      const { createApiKeyFor } = await import('@/lib/webhooks/services/create-api-key');
      const made = await createApiKeyFor(parseWith(createApiKeyForInput, options));
      return { json: made, text: `API key ${made.id}\nKey, shown this once: ${made.key}` };
    }),
  );

command(group('webhook', 'webhooks'), 'list', "show an organisation's webhooks")
  .requiredOption(...ORG)
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { organizationInput } = await import('@/lib/auth/schemas');
      const { listWebhooksOf } = await import('@/lib/webhooks/services/list-webhooks-of');
      const items = await listWebhooksOf(parseWith(organizationInput, options).org);
      const lines = items.map(
        ({ id, enabled, disabled_reason, url }) =>
          `${id}  ${(enabled ? 'on' : `off (${disabled_reason})`).padEnd(13)}  ${url}`,
      );
      return { json: { items }, text: lines.join('\n') || 'There is no webhook.' };
    }),
  );

command(group('customer', 'personal data'), 'erase', "remove one customer's data from what is stored")
  .requiredOption(...ORG)
  .option('--id <id>', "the call system's id; finds calls under the customer's e-mail address too")
  .option('--email <address>')
  .addHelpText(
    'after',
    '\nPayloads, e-mail addresses and answers of receivers go, waiting deliveries are withdrawn; what happened and when stays. What receivers were sent is theirs to erase.',
  )
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { organizationInput } = await import('@/lib/auth/schemas');
      const { eraseCustomerInput } = await import('@/lib/webhooks/schemas');
      const { eraseCustomerOf } = await import('@/lib/webhooks/services/erase-customer');
      const { org } = parseWith(organizationInput, options);
      const { id, email } = options;
      const input = parseWith(eraseCustomerInput, { id, email }, ['id', 'email']);
      const erased = await eraseCustomerOf(org, input);
      const { events, withdrawn, answers } = erased;
      return {
        json: erased,
        text: `Removed ${events} payloads and ${answers} answers; ${withdrawn} waiting deliveries are withdrawn.`,
      };
    }),
  );

command(group('events', 'events of the call system'), 'send', 'post sample events through the real intake')
  .requiredOption(...ORG)
  .addOption(new Option('--event <event>').choices(EVENT_NAMES).makeOptionMandatory())
  .option('--count <n>', 'how many, from 1 to 1000', '1')
  .addHelpText(
    'after',
    '\nThe intake runs in this process: no key and no server are needed. A worker delivers what it finds in the queue.',
  )
  .action((options) =>
    runCommand(async ({ parseWith }) => {
      const { sampleEventsInput, sendSampleEvents } = await import(
        '@/lib/webhooks/services/send-sample-events'
      );
      const sent = await sendSampleEvents(parseWith(sampleEventsInput, options));
      return {
        json: sent,
        text: `${sent.ids.length} × ${sent.event} accepted, ${sent.deliveries} deliveries\n${sent.ids.join('\n')}`,
      };
    }),
  );

command(
  group('keys', 'encryption keys'),
  'rotate',
  'seal every secret anew under the first of ENCRYPTION_KEYS',
)
  .addHelpText(
    'after',
    '\nFirst put the new key in front of the old ones and restart every process, then run this, then take the old keys away.',
  )
  .action(() =>
    runCommand(async () => {
      const { rotateKeys } = await import('@/lib/webhooks/services/rotate-keys');
      const result = await rotateKeys();
      const text = `${result.resealed} secrets sealed anew under ${result.key_id}.`;
      if (result.unreadable.length === 0) return { json: result, text };
      const unreadable = `${result.unreadable.length} cannot be opened with these keys:\n${result.unreadable.join('\n')}`;
      return { json: result, text: `${text}\n${unreadable}`, failed: true };
    }),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    process.exitCode = 1;
    await describeFailure(error);
  } else if (error.exitCode !== 0) {
    process.exitCode = 2;
    describeUsage(error);
  }
  // Else it has shown the help that was asked for.
}
