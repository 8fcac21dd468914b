import type { AttemptOutcome, DeliveryStatus, FailureCode } from './delivery-state';

/** Whose turn it is: ours, the way between us, the receiving system, or what was entered here or there. */
export const DIAGNOSIS_OWNERS = ['us', 'network', 'server', 'configuration'] as const;
export type DiagnosisOwner = (typeof DIAGNOSIS_OWNERS)[number];

/** Statuses that mean something of their own to a manager; all others fall to `status_4xx`, `status_5xx`. */
const OWNER_OF_STATUS = {
  400: 'server',
  401: 'configuration',
  403: 'server',
  404: 'configuration',
  405: 'configuration',
  408: 'network',
  410: 'configuration',
  413: 'server',
  415: 'server',
  422: 'server',
  429: 'server',
  500: 'server',
  502: 'server',
  503: 'server',
  504: 'server',
} as const satisfies Record<number, DiagnosisOwner>;
type KnownStatus = keyof typeof OWNER_OF_STATUS;

/** Codes that say all by themselves; the others are told apart by status, headers and time. */
type PlainCode = Exclude<FailureCode, 'timeout' | 'redirect' | 'http_4xx' | 'http_5xx'>;
const OWNER_OF_CODE: Record<PlainCode, DiagnosisOwner> = {
  dns: 'configuration',
  connect_refused: 'server',
  connect_timeout: 'network',
  tls_expired: 'server',
  tls_self_signed: 'server',
  tls_wrong_name: 'server',
  tls: 'server',
  reset: 'network',
  no_response: 'server',
  blocked_address: 'configuration',
  protocol: 'configuration',
};

const OWNER_OF_CASE = {
  pending: null,
  waiting: null,
  held: null,
  arrived: null,
  arrived_slow: 'server',
  arrived_page: 'configuration',
  arrived_login: 'configuration',
  timeout: 'server',
  redirect_permanent: 'configuration',
  redirect_temporary: 'server',
  redirect_login: 'configuration',
  redirect_unknown: 'server',
  login_page: 'configuration',
  refused_page: 'configuration',
  front_unreachable: 'server',
  failed_slow: 'server',
  status_4xx: 'server',
  status_5xx: 'server',
  unknown: 'us',
} as const satisfies Record<string, DiagnosisOwner | null>;

/** Every answer that {@link diagnose} can give; each has its words below `diagnosis.cases` in the catalogue. */
export type DiagnosisCase = keyof typeof OWNER_OF_CASE | PlainCode | `status_${KnownStatus}`;

/** What to do after these speaks of what follows by itself, and nothing follows a test. */
const OF_TESTS = ['status_408', 'status_410', 'status_429', 'status_503', 'unknown'] as const;
type CaseOfTests = (typeof OF_TESTS)[number];

export interface Diagnosis {
  case: DiagnosisCase;
  /** Message keys below `diagnosis`; both take `params`. */
  cause: `cases.${DiagnosisCase}.cause`;
  remedy: `cases.${DiagnosisCase}.remedy` | `cases.${CaseOfTests}.remedy_test`;
  /** Null where nobody has anything to do. */
  owner: DiagnosisOwner | null;
  params: Record<string, string | number>;
}

/** Where the words of a case are, below `diagnosis` in the catalogue. */
export function diagnosisKeys(name: DiagnosisCase): Pick<Diagnosis, 'cause' | 'remedy'> {
  return { cause: `cases.${name}.cause`, remedy: `cases.${name}.remedy` };
}

/** The same case, with words for somebody who only tests. */
function ofTest(diagnosis: Diagnosis): Diagnosis {
  const name = OF_TESTS.find((one) => one === diagnosis.case);
  return name ? { ...diagnosis, remedy: `cases.${name}.remedy_test` } : diagnosis;
}

/** What of an attempt a diagnosis rests on. */
export interface DiagnosedAttempt {
  outcome: AttemptOutcome;
  code: FailureCode | null;
  status_code: number | null;
  /** Milliseconds. */
  duration_ms: number;
  response_headers: Record<string, string> | null;
  response_body: string | null;
}

export interface DiagnosisContext {
  /** The webhook's URL, against which a relative redirect is read. */
  url: string;
  /** The time limit of an attempt (DELIVERY_TIMEOUT_MS). */
  timeoutMs: number;
}

/** From this part of the time limit on, an answer that arrived is told as slow: one busy minute more and it is a timeout. */
const SLOW_FROM = 0.7;
const LOCATION_SHOWN_MAX = 200;
/** Of Cloudflare, which stands in front of many systems: it could not reach, or not understand, the one behind it. */
const FRONT_STATUSES: ReadonlySet<number> = new Set([520, 521, 522, 523, 524, 525, 526, 530]);

/** Why the last attempt of a delivery ended as it did; without attempts, what it waits for. */
export function diagnoseDelivery(
  delivery: {
    status: DeliveryStatus;
    test: boolean;
    being_sent: boolean;
    attempts: readonly DiagnosedAttempt[];
  },
  context: DiagnosisContext,
): Diagnosis {
  if (delivery.status === 'held') return made('held', null);
  const last = delivery.attempts.at(-1);
  if (!last || delivery.status === 'pending') return made(delivery.being_sent ? 'pending' : 'waiting', null);
  const diagnosis = diagnose(last, context);
  return delivery.test ? ofTest(diagnosis) : diagnosis;
}

/** The cause of an attempt's end in terms that a manager can act on. Total: every code and status has an answer. */
export function diagnose(attempt: DiagnosedAttempt, context: DiagnosisContext): Diagnosis {
  if (attempt.outcome === 'success') return diagnoseSuccess(attempt, context);
  switch (attempt.code) {
    case null:
      return diagnoseStatus(attempt, context);
    case 'timeout':
      return special('timeout', { seconds: seconds(context.timeoutMs) });
    case 'redirect':
    case 'http_4xx':
    case 'http_5xx':
      return diagnoseStatus(attempt, context);
    case 'dns':
    case 'tls_wrong_name':
      return made(attempt.code, OWNER_OF_CODE[attempt.code], { host: hostOf(context.url) });
    case 'connect_refused':
    case 'connect_timeout':
    case 'tls_expired':
    case 'tls_self_signed':
    case 'tls':
    case 'reset':
    case 'no_response':
    case 'blocked_address':
    case 'protocol':
      return made(attempt.code, OWNER_OF_CODE[attempt.code]);
    default:
      return unreachable(attempt.code);
  }
}

function diagnoseSuccess(attempt: DiagnosedAttempt, context: DiagnosisContext): Diagnosis {
  const params = { status: attempt.status_code ?? 200, seconds: seconds(attempt.duration_ms) };
  // PHP and others label a bare "OK" as HTML, so only a real page counts.
  if (isHtml(attempt) && /<(?:!doctype html|html)\b/i.test(attempt.response_body ?? ''))
    return special(asksForPassword(attempt) ? 'arrived_login' : 'arrived_page', params);
  if (isSlow(attempt, context))
    return special('arrived_slow', { ...params, limit: seconds(context.timeoutMs) });
  return special('arrived', params);
}

function diagnoseStatus(attempt: DiagnosedAttempt, context: DiagnosisContext): Diagnosis {
  const status = attempt.status_code;
  if (status === null) return special(attempt.code === 'redirect' ? 'redirect_unknown' : 'unknown');
  const params = { status };
  if (status >= 300 && status < 400) return diagnoseRedirect(status, attempt, context);
  if ((status === 401 || status === 403) && isHtml(attempt))
    return special(asksForPassword(attempt) ? 'login_page' : 'refused_page', params);
  // What it ran into matters less than that it took nearly all of its time.
  if (status >= 500 && isSlow(attempt, context))
    return special('failed_slow', {
      ...params,
      seconds: seconds(attempt.duration_ms),
      limit: seconds(context.timeoutMs),
    });
  if (FRONT_STATUSES.has(status)) return special('front_unreachable', params);
  if (isKnownStatus(status)) return made(`status_${status}`, OWNER_OF_STATUS[status], params);
  return special(status >= 400 && status < 500 ? 'status_4xx' : 'status_5xx', params);
}

function diagnoseRedirect(status: number, attempt: DiagnosedAttempt, context: DiagnosisContext): Diagnosis {
  const target = redirectTarget(attempt.response_headers, context.url);
  if (!target) return special('redirect_unknown', { status });
  const params = { status, location: target.href.slice(0, LOCATION_SHOWN_MAX) };
  if (/\b(?:log-?in|sign-?in|sso|auth|entrar|acesso)\b/i.test(target.pathname))
    return special('redirect_login', params);
  return special(status === 301 || status === 308 ? 'redirect_permanent' : 'redirect_temporary', params);
}

function redirectTarget(headers: Record<string, string> | null, base: string): URL | null {
  const location = header(headers, 'location');
  if (!location || !URL.canParse(location, base)) return null;
  const target = new URL(location, base);
  return target.protocol === 'https:' || target.protocol === 'http:' ? target : null;
}

function header(headers: Record<string, string> | null, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

function isHtml(attempt: DiagnosedAttempt): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(
    header(attempt.response_headers, 'content-type') ?? '',
  );
}

function asksForPassword(attempt: DiagnosedAttempt): boolean {
  return /type=["']?password/i.test(attempt.response_body ?? '');
}

function isSlow(attempt: DiagnosedAttempt, context: DiagnosisContext): boolean {
  return attempt.duration_ms >= context.timeoutMs * SLOW_FROM;
}

function isKnownStatus(status: number): status is KnownStatus {
  return Object.hasOwn(OWNER_OF_STATUS, status);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

/** Milliseconds as seconds with one decimal, as people say them. */
function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function special(name: keyof typeof OWNER_OF_CASE, params: Diagnosis['params'] = {}): Diagnosis {
  return made(name, OWNER_OF_CASE[name], params);
}

function made(
  name: DiagnosisCase,
  owner: DiagnosisOwner | null,
  params: Diagnosis['params'] = {},
): Diagnosis {
  return { case: name, ...diagnosisKeys(name), owner, params };
}

function unreachable(value: never): never {
  throw new Error(`no diagnosis for ${String(value)}`);
}
