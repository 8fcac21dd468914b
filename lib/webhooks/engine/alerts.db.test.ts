import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pool, prisma } from '@/lib/db';
import { createPerson, type Person } from '@/lib/testing/actors';
import { addDelivery } from '@/lib/testing/deliveries';
import { type MailServer, startMailServer } from '@/lib/testing/mail-server';
import { turnOffGone } from '@/lib/webhooks/data/turn-off';
import { getRecovery } from '@/lib/webhooks/services/get-recovery';
import { snoozeAlerts } from '@/lib/webhooks/services/snooze-alerts';
import { updateWebhook } from '@/lib/webhooks/services/update-webhook';
import { createUser, createWebhook } from '@/prisma/factories';
import { Alerts } from './alerts';
import { watchIncidents } from './incidents';

const never = new AbortController().signal;
const running: Alerts[] = [];
let server: MailServer;

beforeEach(async () => {
  server = await startMailServer();
  // Each test hears of its own webhooks alone.
  await pool().query('DELETE FROM webhook_incidents');
  await pool().query('UPDATE webhook_states SET failing_since = NULL, consecutive_failures = 0');
});

afterEach(async () => {
  for (const alerts of running.splice(0)) alerts.close();
  await server.close();
});

function alerts(afterSeconds = 0): Alerts {
  const made = new Alerts({
    smtpUrl: server.url,
    from: 'Voki <alerts@voki.example>',
    panelUrl: 'https://panel.example.com',
    timeoutMs: 15_000,
    afterSeconds,
  });
  running.push(made);
  return made;
}

/** A webhook whose system has been failing for ten minutes. */
async function failingWebhook(person?: Person) {
  const owner = person ?? (await createPerson());
  const { webhook } = await createWebhook({ organizationId: owner.organization.id, description: 'CRM' });
  const since = new Date(Date.now() - 600_000);
  await addDelivery(webhook, {
    status: 'failure',
    statusCode: 503,
    event: 'call.missed',
    subjectId: 'SUBJECT-ID',
  });
  await state(webhook.id, { failures: 3, since });
  await watchIncidents();
  return { owner, webhook, since };
}

async function state(webhookId: string, { failures, since }: { failures: number; since: Date | null }) {
  await pool().query(
    `UPDATE webhook_states SET consecutive_failures = $2, failing_since = $3,
       last_success_at = CASE WHEN $3::timestamptz IS NULL THEN now() ELSE last_success_at END WHERE webhook_id = $1`,
    [webhookId, failures, since],
  );
}

const subjects = () => server.mails.map(({ source }) => /^Subject: (.*)$/m.exec(source)?.[1]);

describe('alerts', () => {
  it('write once to each manager, in their language, however many processes send', async () => {
    const { owner, webhook } = await failingWebhook();
    const organizationId = owner.organization.id;
    const other = await createUser({ organizationId, locale: 'pt-BR' });
    await createUser({ organizationId, role: 'supervisor' });
    const removed = await createUser({ organizationId });
    await prisma().user.update({ where: { id: removed.id }, data: { removedAt: new Date() } });

    const many = [alerts(), alerts(), alerts()];
    await Promise.all(many.map((one) => one.run(never)));
    await Promise.all(many.map((one) => one.run(never)));
    await watchIncidents();
    await alerts().run(never);
    expect(server.mails.map(({ to }) => to[0]).sort()).toEqual([owner.user.email, other.email].sort());
    const english = server.mails.find(({ to }) => to[0] === owner.user.email)?.source ?? '';
    expect(english).toContain('Subject: Voki: CRM is not receiving anything');
    expect(english).toContain('Auto-Submitted: auto-generated');
    expect(english.replaceAll('=\r\n', '')).toContain(
      `https://panel.example.com/settings/webhooks/${webhook.id}`,
    );
    expect(english).toContain('answered 503');
    // Nothing of an event is in a mail.
    expect(english).not.toContain('SUBJECT-ID');
    expect(english).not.toContain('whsec_');
  });

  it('wait until it has failed for a while, and say when it works again', async () => {
    const { webhook } = await failingWebhook();
    await alerts(3600).run(never);
    expect(server.mails).toEqual([]);
    await alerts(300).run(never);
    await state(webhook.id, { failures: 0, since: null });
    await watchIncidents();
    await Promise.all([alerts().run(never), alerts().run(never)]);
    expect(subjects()).toEqual(['Voki: CRM is not receiving anything', 'Voki: CRM works again']);
  });

  it('say nothing of a recovery when nobody heard of the failure', async () => {
    const { webhook } = await failingWebhook();
    await state(webhook.id, { failures: 0, since: null });
    await watchIncidents();
    await alerts().run(never);
    expect(server.mails).toEqual([]);
  });

  it('tell that we turned a webhook off, but not that a manager did', async () => {
    const { owner, webhook } = await failingWebhook();
    await turnOffGone([{ webhookId: webhook.id, url: webhook.url, askedAt: new Date() }]);
    await watchIncidents();
    await alerts().run(never);
    expect(subjects()).toEqual(['Voki: CRM was turned off']);

    const other = await failingWebhook(owner);
    await updateWebhook(owner.actor, other.webhook.id, { enabled: false });
    await watchIncidents();
    await alerts().run(never);
    expect(server.mails).toHaveLength(1);
  });

  it('do not say that a webhook works again because somebody switched it off and on', async () => {
    const { owner, webhook } = await failingWebhook();
    await alerts().run(never);
    await updateWebhook(owner.actor, webhook.id, { enabled: false });
    await updateWebhook(owner.actor, webhook.id, { enabled: true });
    await watchIncidents();
    await alerts().run(never);
    expect(subjects()).toEqual(['Voki: CRM is not receiving anything']);
    expect(await prisma().webhookIncident.findMany({ where: { webhookId: webhook.id } })).toMatchObject([
      { endReason: 'turned_off' },
    ]);
    // Nor is it taken for an outage that is over.
    expect((await getRecovery(owner.actor, webhook.id)).outage).toBeNull();
  });

  it('tell of a webhook that answered 410 at once, without an incident before', async () => {
    const owner = await createPerson();
    const { webhook } = await createWebhook({ organizationId: owner.organization.id });
    await turnOffGone([{ webhookId: webhook.id, url: webhook.url, askedAt: new Date() }]);
    await alerts().run(never);
    expect(subjects()).toEqual(['Voki: receiver.example.com/voki was turned off']);
  });

  it('keep quiet while snoozed, and speak when it is over', async () => {
    const { owner, webhook } = await failingWebhook();
    await snoozeAlerts(owner.actor, webhook.id, 24);
    await alerts().run(never);
    expect(server.mails).toEqual([]);
    await snoozeAlerts(owner.actor, webhook.id, 0);
    await alerts().run(never);
    expect(server.mails).toHaveLength(1);
  });

  it('try again later what the mail server did not take, under the same id', async () => {
    await failingWebhook();
    server.refuse(1);
    await alerts().run(never);
    expect(server.mails).toEqual([]);
    const [waiting] = await prisma().alertMail.findMany({ where: { sentAt: null } });
    expect(waiting).toMatchObject({ failures: 1 });
    expect(waiting?.dueAt.getTime()).toBeGreaterThan(Date.now());
    await alerts().run(never);
    expect(server.mails).toEqual([]);
    await prisma().alertMail.updateMany({ data: { dueAt: new Date(0) } });
    await alerts().run(never);
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.source).toMatch(new RegExp(`Message-ID: <${waiting?.id}@voki.example>`, 'i'));
  });

  it('begin a new incident when a webhook fails anew', async () => {
    const { webhook } = await failingWebhook();
    await alerts().run(never);
    await state(webhook.id, { failures: 3, since: new Date(Date.now() - 300_000) });
    await watchIncidents();
    await alerts().run(never);
    expect(subjects()).toEqual([
      'Voki: CRM is not receiving anything',
      'Voki: CRM works again',
      'Voki: CRM is not receiving anything',
    ]);
  });
});
