/** Longer than most files, as it is one table: a row for every route, page and action. */
/** Who walks. `stranger`: a manager of another organisation. `removed`, `downgraded`: managers until just now. */
export const PERSONAS = ['nobody', 'attendant', 'supervisor', 'stranger', 'removed', 'downgraded'] as const;
export type Persona = (typeof PERSONAS)[number];

/** What a call is about; `doomed` is a webhook that may be lost. */
export interface Ids {
  webhook: string;
  doomed: string;
  delivery: string;
  /** An API key that may be lost. */
  apiKey: string;
  /** A job of `webhook` that is yet to begin, and an outage of it that is over. */
  job: string;
  incident: string;
}

/** What everybody but the manager gets. The manager gets what was asked for, or else the row proves nothing. */
export type Answers = Record<Persona, number>;

const of = (supervisor: number, stranger: number): Answers => ({
  nobody: 401,
  attendant: 403,
  supervisor,
  stranger,
  removed: 401,
  downgraded: 403,
});
const all = (status: number): Answers => ({
  nobody: status,
  attendant: status,
  supervisor: status,
  stranger: status,
  removed: status,
  downgraded: status,
});

/** Things of one organisation: another one's are not found. */
const READ_ONE = of(200, 404);
const CHANGE_ONE = of(403, 404);
/** Lists, and what has no id: everybody has their own. */
const READ_OWN = of(200, 200);

interface RouteRow {
  /** Where to; the ids are the manager's. */
  path: (ids: Ids) => string;
  body?: object;
  answers: Answers;
  manager: number;
}

const NEW_WEBHOOK = { url: 'https://receiver.example.com/walk', events: ['call.created'] };
const NEW_API_KEY = { name: 'walked', scope: 'supervisor' };
const webhook = ({ webhook: id }: Ids) => `/api/webhooks/${id}`;
const doomed = ({ doomed: id }: Ids) => `/api/webhooks/${id}`;

/** Every method of every route, as `GET /api/webhooks`. In the order in which the manager then does them all. */
export const ROUTES: Record<string, RouteRow> = {
  'GET /api/webhooks': { path: () => '/api/webhooks', answers: READ_OWN, manager: 200 },
  'POST /api/webhooks': {
    path: () => '/api/webhooks',
    body: NEW_WEBHOOK,
    // A stranger makes one of their own.
    answers: of(403, 201),
    manager: 201,
  },
  'GET /api/webhooks/[id]': { path: webhook, answers: READ_ONE, manager: 200 },
  'PATCH /api/webhooks/[id]': {
    path: doomed,
    body: { description: 'walked' },
    answers: CHANGE_ONE,
    manager: 200,
  },
  'GET /api/webhooks/[id]/secret': {
    path: (ids) => `${webhook(ids)}/secret`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'POST /api/webhooks/[id]/secret/rotate': {
    path: (ids) => `${doomed(ids)}/secret/rotate`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'GET /api/webhooks/[id]/secret/rotate': {
    path: (ids) => `${webhook(ids)}/secret/rotate`,
    answers: READ_ONE,
    manager: 200,
  },
  'DELETE /api/webhooks/[id]/secret/rotate': {
    path: (ids) => `${doomed(ids)}/secret/rotate`,
    answers: CHANGE_ONE,
    manager: 204,
  },
  'GET /api/webhooks/[id]/recovery': {
    path: (ids) => `${webhook(ids)}/recovery`,
    answers: READ_ONE,
    manager: 200,
  },
  'GET /api/incidents': { path: () => '/api/incidents', answers: READ_OWN, manager: 200 },
  'GET /api/webhooks/[id]/deliveries/export': {
    path: (ids) => `${webhook(ids)}/deliveries/export`,
    answers: READ_ONE,
    manager: 200,
  },
  'GET /api/webhooks/[id]/deliveries': {
    path: (ids) => `${webhook(ids)}/deliveries`,
    answers: READ_ONE,
    manager: 200,
  },
  'GET /api/webhooks/[id]/stats': {
    path: (ids) => `${webhook(ids)}/stats`,
    answers: READ_ONE,
    manager: 200,
  },
  'GET /api/deliveries/[id]': {
    path: ({ delivery }) => `/api/deliveries/${delivery}`,
    answers: READ_ONE,
    manager: 200,
  },
  'POST /api/webhooks/[id]/test': {
    path: (ids) => `${webhook(ids)}/test`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'POST /api/deliveries/[id]/resend': {
    path: ({ delivery }) => `/api/deliveries/${delivery}/resend`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'GET /api/webhooks/[id]/resend': {
    path: (ids) => `${webhook(ids)}/resend`,
    answers: READ_ONE,
    manager: 200,
  },
  'POST /api/webhooks/[id]/resend': {
    path: (ids) => `${doomed(ids)}/resend`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'DELETE /api/webhooks/[id]/deliveries': {
    path: (ids) => `${doomed(ids)}/deliveries?status=held`,
    answers: CHANGE_ONE,
    manager: 200,
  },
  'POST /api/customers/erase': {
    path: () => '/api/customers/erase',
    body: { id: 'nobody-of-the-walk' },
    // A stranger erases among their own, and so may a manager on every plan.
    answers: { ...of(403, 200), downgraded: 200 },
    manager: 200,
  },
  'GET /api/api-keys': { path: () => '/api/api-keys', answers: READ_OWN, manager: 200 },
  'POST /api/api-keys': {
    path: () => '/api/api-keys',
    body: NEW_API_KEY,
    answers: of(403, 201),
    manager: 201,
  },
  'DELETE /api/api-keys/[id]': {
    path: ({ apiKey }) => `/api/api-keys/${apiKey}`,
    answers: CHANGE_ONE,
    manager: 204,
  },
  'DELETE /api/webhooks/[id]': { path: doomed, answers: CHANGE_ONE, manager: 204 },
  'GET /api/test-address': { path: () => '/api/test-address', answers: of(403, 200), manager: 200 },
  // Whoever knows a token may post; nobody knows this one.
  'POST /api/test-address/[token]': {
    path: () => `/api/test-address/${'A'.repeat(43)}`,
    body: {},
    answers: all(404),
    manager: 404,
  },
  // For the call system alone, by its key; no session opens them.
  'POST /api/events': { path: () => '/api/events', body: {}, answers: all(401), manager: 401 },
  'POST /api/events/batch': { path: () => '/api/events/batch', body: {}, answers: all(401), manager: 401 },
  // For everybody; they tell nothing of any organisation.
  'GET /api/health/live': { path: () => '/api/health/live', answers: all(200), manager: 200 },
  'GET /api/health/ready': { path: () => '/api/health/ready', answers: all(200), manager: 200 },
  'GET /api/openapi.json': { path: () => '/api/openapi.json', answers: all(200), manager: 200 },
  // For operators alone, by METRICS_TOKEN; no session opens them.
  'GET /api/metrics': { path: () => '/api/metrics', answers: all(401), manager: 401 },
  'GET /api/auth/[...nextauth]': { path: () => '/api/auth/session', answers: all(200), manager: 200 },
  'POST /api/auth/[...nextauth]': {
    path: () => '/api/auth/no-such-action',
    body: {},
    answers: all(404),
    manager: 404,
  },
  ...Object.fromEntries(
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [
      `${method} /api/[[...path]]`,
      { path: () => '/api/no-such-route', answers: all(404), manager: 404 },
    ]),
  ),
};

type PageAnswer = 'shown' | 'refused' | 'sign-in' | 'not-found' | 'own';

interface PageRow {
  path: (ids: Ids) => string;
  /** `shown`: with the organisation's data. `refused`: a page that says why not. `own`: one's own data, or none. */
  answers: Record<Persona, PageAnswer>;
  manager: PageAnswer;
}

const pageOf = (supervisor: PageAnswer, stranger: PageAnswer): PageRow['answers'] => ({
  nobody: 'sign-in',
  attendant: 'refused',
  supervisor,
  stranger,
  removed: 'sign-in',
  downgraded: 'refused',
});

const OWN: PageRow['answers'] = {
  nobody: 'own',
  attendant: 'own',
  supervisor: 'own',
  stranger: 'own',
  removed: 'own',
  downgraded: 'own',
};

/** Every page. */
export const PAGES: Record<string, PageRow> = {
  '/settings/webhooks': {
    path: () => '/settings/webhooks',
    answers: pageOf('shown', 'own'),
    manager: 'shown',
  },
  '/settings/webhooks/new': {
    path: () => '/settings/webhooks/new',
    answers: pageOf('refused', 'own'),
    manager: 'own',
  },
  '/settings/webhooks/test-address': {
    path: () => '/settings/webhooks/test-address',
    answers: pageOf('refused', 'own'),
    manager: 'own',
  },
  '/settings/webhooks/[webhookId]': {
    path: ({ webhook: id }) => `/settings/webhooks/${id}`,
    answers: pageOf('shown', 'not-found'),
    manager: 'shown',
  },
  '/settings/webhooks/[webhookId]/deliveries/[deliveryId]': {
    path: ({ webhook: id, delivery }) => `/settings/webhooks/${id}/deliveries/${delivery}`,
    answers: pageOf('shown', 'not-found'),
    manager: 'shown',
  },
  '/settings/webhooks/guide': {
    path: () => '/settings/webhooks/guide',
    answers: pageOf('own', 'own'),
    manager: 'own',
  },
  '/settings/api-keys': {
    path: () => '/settings/api-keys',
    answers: pageOf('shown', 'own'),
    manager: 'shown',
  },
  '/settings/audit': {
    path: () => '/settings/audit',
    answers: pageOf('shown', 'own'),
    manager: 'shown',
  },
  // For everybody, and they show nothing.
  '/': {
    path: () => '/',
    answers: OWN,
    manager: 'own',
  },
  '/settings': {
    path: () => '/settings',
    answers: OWN,
    manager: 'own',
  },
  '/sign-in': {
    path: () => '/sign-in',
    answers: OWN,
    manager: 'own',
  },
};

interface ActionRow {
  args: (ids: Ids) => unknown[];
  /** The code of the error, or `ok`. */
  answers: Record<Persona, string>;
  manager: string;
}

const CHANGE: ActionRow['answers'] = {
  nobody: 'unauthenticated',
  attendant: 'forbidden',
  supervisor: 'forbidden',
  stranger: 'not_found',
  removed: 'unauthenticated',
  downgraded: 'plan_required',
};
const everybody = (code: string): Pick<ActionRow, 'answers' | 'manager'> => ({
  answers: {
    nobody: code,
    attendant: code,
    supervisor: code,
    stranger: code,
    removed: code,
    downgraded: code,
  },
  manager: code,
});

/** Every server action. In the order in which the manager then does them all. */
export const ACTIONS: Record<string, ActionRow> = {
  'lib/webhooks/actions/create-webhook.ts#createWebhookAction': {
    args: () => [NEW_WEBHOOK],
    answers: { ...CHANGE, stranger: 'ok' },
    manager: 'ok',
  },
  'lib/webhooks/actions/update-webhook.ts#updateWebhookAction': {
    args: ({ doomed: id }) => [id, { description: 'walked' }],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/reveal-secret.ts#revealSecretAction': {
    args: ({ webhook: id }) => [id],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/send-test.ts#sendTestAction': {
    args: ({ webhook: id }) => [id, {}],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/rotate-secret.ts#rotateSecretAction': {
    args: ({ doomed: id }) => [id, {}],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/cancel-rotation.ts#cancelRotationAction': {
    args: ({ doomed: id }) => [id],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/snooze-alerts.ts#snoozeAlertsAction': {
    args: ({ doomed: id }) => [id, { hours: 1 }],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/dismiss-outage.ts#dismissOutageAction': {
    args: ({ incident }) => [incident],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/cancel-job.ts#cancelJobAction': {
    args: ({ webhook: id, job }) => [id, job],
    answers: CHANGE,
    manager: 'ok',
  },
  // One job at a time: what ran was just cancelled.
  'lib/webhooks/actions/start-drop.ts#startDropAction': {
    args: ({ webhook: id }) => [id],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/start-resend.ts#startResendAction': {
    args: ({ doomed: id }) => [id, {}],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/resend-delivery.ts#resendDeliveryAction': {
    args: ({ delivery }) => [delivery],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/delete-webhook.ts#deleteWebhookAction': {
    args: ({ doomed: id }) => [id],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/restore-webhook.ts#restoreWebhookAction': {
    args: ({ doomed: id }) => [id],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/create-api-key.ts#createApiKeyAction': {
    args: () => [NEW_API_KEY],
    answers: { ...CHANGE, stranger: 'ok' },
    manager: 'ok',
  },
  'lib/webhooks/actions/revoke-api-key.ts#revokeApiKeyAction': {
    args: ({ apiKey }) => [apiKey],
    answers: CHANGE,
    manager: 'ok',
  },
  'lib/webhooks/actions/list-audit.ts#listAuditAction': {
    args: () => [{}],
    answers: { ...CHANGE, supervisor: 'ok', stranger: 'ok' },
    manager: 'ok',
  },
  'lib/webhooks/actions/open-test-address.ts#openTestAddressAction': {
    args: () => [],
    answers: { ...CHANGE, stranger: 'ok' },
    manager: 'ok',
  },
  'lib/webhooks/actions/clear-test-messages.ts#clearTestMessagesAction': {
    args: () => [],
    answers: { ...CHANGE, stranger: 'ok' },
    manager: 'ok',
  },
  // For everybody: they change this browser alone, or sign somebody in or out.
  'lib/auth/actions/set-locale.ts#setLocaleAction': { args: () => ['en'], ...everybody('ok') },
  'lib/theme/set-theme.ts#setThemeAction': { args: () => ['dark'], ...everybody('ok') },
  'lib/auth/actions/sign-in-sso.ts#signInSsoAction': { args: () => [null], ...everybody('not_found') },
  'lib/auth/actions/sign-in-form.ts#signInFormAction': {
    // The second is a form, here without a field.
    args: () => [null, '$K1'],
    ...everybody('unauthenticated'),
  },
  'lib/auth/actions/sign-out.ts#signOutAction': { args: () => [], ...everybody('redirect') },
};
