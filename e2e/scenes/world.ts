import { type APIRequestContext, expect } from '@playwright/test';
import { Receiver } from '../support/receiver';

/** Who makes it all happen: a signed-in manager, and the call system of the same organisation. */
export interface Hands {
  manager: APIRequestContext;
  callSystem: APIRequestContext;
  organizationId: string;
  ingestKey: string;
  /** Of the application. */
  origin: string;
}

/** Ids of what there is to be seen. Each webhook is in a state of its own and hears of events of its own. */
export interface World {
  /** Healthy but for two deliveries; one of them, and one that arrived. */
  crm: string;
  failed: string;
  arrived: string;
  /** Its system refuses the signature. */
  screen: string;
  /** Nothing arrives: an outage that goes on. */
  failing: string;
  /** Failed and works again; a new secret is being introduced. */
  recovered: string;
  /** Off, and two deliveries are held. */
  off: string;
  /** Delivers to a server that can be told what to answer, for scenes that make a webhook. */
  url: string;
  /** Of the application. */
  origin: string;
  close(): Promise<void>;
}

const CUSTOMER = { name: 'Maria Oliveira', email: 'maria.oliveira@example.com' };
const DATA = {
  'call.created': { status: 'waiting' },
  'call.assigned': { status: 'assigned', attendant_id: 'a-7' },
  'call.started': { status: 'in_progress', attendant_id: 'a-7' },
  'call.completed': { status: 'completed', duration_seconds: 342, attendant_id: 'a-7' },
  'call.missed': { status: 'missed' },
} as const;

/** Under a name that stands for this machine, so that a picture does not show a bare address. */
const named = (receiver: Receiver, name: string) => receiver.url.replace('127.0.0.1', `${name}.localhost`);

/** Lets happen, between the application and receivers on this machine, all that pages can show. */
export async function makeWorld({ manager, callSystem, organizationId, ingestKey, origin }: Hands) {
  const headers = { origin };
  const made: string[] = [];
  const receivers: Receiver[] = [];
  const start = async () => {
    const receiver = await Receiver.start();
    receivers.push(receiver);
    return receiver;
  };
  const post = async (path: string, data: object = {}) => {
    const answer = await manager.post(path, { headers, data });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const create = async (url: string, events: string[], description: string): Promise<string> => {
    const { id } = await post('/api/webhooks', { url, events, description });
    made.push(id);
    return id;
  };
  let calls = 0;
  const happen = async (event: keyof typeof DATA) => {
    const id = `8f3a1c8e-6f0f-4b52-9f3e-2f6f0a4fc2${String(++calls).padStart(2, '0')}`;
    const answer = await callSystem.post('/api/events', {
      headers: { authorization: `Bearer ${ingestKey}` },
      data: {
        organization_id: organizationId,
        event,
        data: { id, department_id: 'd-1', ...DATA[event], customer: CUSTOMER },
      },
    });
    expect(answer.status(), await answer.text()).toBe(202);
  };
  const outage = async (id: string) =>
    (await (await manager.get(`/api/webhooks/${id}/recovery`)).json()).outage as {
      ended_at: string | null;
    } | null;

  const page = await (await manager.get('/settings/webhooks/test-address')).text();
  const [path] = /\/api\/test-address\/[\w-]{43}/.exec(page) ?? [];
  const address = `${origin}${path}`;
  const trial = await create(address, ['call.completed', 'customer.created'], 'Endereço de teste');
  await post(`/api/webhooks/${trial}/test`);
  await manager.delete(`/api/webhooks/${trial}`, { headers });
  await post('/api/api-keys', { name: 'Relatório noturno', scope: 'supervisor' });

  const erp = await start();
  erp.behave('broken');
  const failing = await create(named(erp, 'erp.clinica-aurora'), ['call.assigned'], 'ERP');
  const reports = await start();
  reports.behave('broken');
  const recovered = await create(named(reports, 'relatorios'), ['call.missed'], 'Relatórios');
  for (let call = 1; call <= 3; call++) {
    await happen('call.assigned');
    await happen('call.missed');
  }
  await erp.request(3);
  await reports.request(3);
  await expect.poll(() => outage(failing)).not.toBeNull();
  await expect.poll(() => outage(recovered)).not.toBeNull();
  reports.behave('ok');
  await happen('call.missed');
  await expect.poll(async () => (await outage(recovered))?.ended_at ?? null).not.toBeNull();
  await post(`/api/webhooks/${recovered}/secret/rotate`);

  const off = await create(named(await start(), 'agenda'), ['call.started'], 'Agenda');
  await manager.patch(`/api/webhooks/${off}`, { headers, data: { enabled: false } });
  for (let call = 1; call <= 2; call++) await happen('call.started');

  const panel = await start();
  panel.behave('refusesSignature');
  const screen = await create(named(panel, 'painel'), ['call.created'], 'Painel da sala de espera');

  const log = await start();
  const events = ['call.completed', 'customer.created'];
  const crm = await create(named(log, 'crm.clinica-aurora'), events, 'CRM');
  for (let call = 1; call <= 8; call++) {
    log.behave(call === 3 || call === 7 ? 'broken' : 'ok');
    await happen('call.completed');
    await log.request(call);
  }
  const delivery = (at: number) => String(log.requests[at - 1]?.headers['x-voki-delivery']);
  const world: World = {
    ...{ crm, failed: delivery(7), arrived: delivery(8), screen, failing, recovered, off },
    url: named(await start(), 'sistema'),
    origin,
    close: async () => {
      for (const id of made) await manager.delete(`/api/webhooks/${id}`, { headers });
      for (const receiver of receivers) await receiver.close();
    },
  };
  return world;
}
