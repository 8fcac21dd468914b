import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import en from '@/lib/i18n/messages/en/diagnosis.json';
import ptBr from '@/lib/i18n/messages/pt-BR/diagnosis.json';
import { FAILURE_CODES } from './delivery-state';
import {
  DIAGNOSIS_OWNERS,
  type DiagnosedAttempt,
  type Diagnosis,
  type DiagnosisCase,
  type DiagnosisContext,
  diagnose,
  diagnoseDelivery,
} from './diagnosis';

type Words = { owners: Record<(typeof DIAGNOSIS_OWNERS)[number], string> } & {
  cases: Record<DiagnosisCase, { cause: string; remedy: string }> &
    Record<'status_408' | 'status_410' | 'status_429' | 'status_503' | 'unknown', { remedy_test: string }>;
};
// A case without its words does not compile.
const CATALOGUE: Record<'en' | 'pt-BR', Words> = { en, 'pt-BR': ptBr };

const CONTEXT: DiagnosisContext = { url: 'https://crm.example.com/voki', timeoutMs: 15_000 };

function attempt(of: Partial<DiagnosedAttempt>): DiagnosedAttempt {
  return {
    outcome: 'failure',
    code: null,
    status_code: null,
    duration_ms: 142,
    response_headers: {},
    response_body: '',
    ...of,
  };
}

const answered = (status: number, of: Partial<DiagnosedAttempt> = {}) =>
  diagnose(attempt({ status_code: status, code: status < 500 ? 'http_4xx' : 'http_5xx', ...of }), CONTEXT);

const redirected = (status: number, location?: string) =>
  diagnose(
    attempt({
      status_code: status,
      code: 'redirect',
      response_headers: location ? { Location: location } : {},
    }),
    CONTEXT,
  );

function words(diagnosis: Diagnosis, locale: 'en' | 'pt-BR' = 'en'): string {
  const t = createTranslator({ locale, messages: { diagnosis: CATALOGUE[locale] }, namespace: 'diagnosis' });
  return `${t(diagnosis.cause, diagnosis.params)} ${t(diagnosis.remedy, diagnosis.params)}`;
}

describe('diagnose', () => {
  it.each(FAILURE_CODES)('has words and an owner for the code %s', (code) => {
    const diagnosis = diagnose(
      attempt({ code, outcome: code === 'timeout' ? 'timeout' : 'failure' }),
      CONTEXT,
    );
    expect(DIAGNOSIS_OWNERS).toContain(diagnosis.owner);
    expect(words(diagnosis, 'en')).not.toMatch(/[{}]/);
    expect(words(diagnosis, 'pt-BR')).not.toMatch(/[{}]/);
  });

  it('says of a name no more than is known: it was not found, whoever is to blame', () => {
    const named = diagnose(attempt({ code: 'dns' }), CONTEXT);
    expect(words(named, 'en')).toContain('could be found under the name crm.example.com');
    expect(words(named, 'pt-BR')).toContain('encontrar um sistema com o nome crm.example.com');
  });

  it('names each of the faults that nothing but their words tell apart', () => {
    const secure = diagnose(attempt({ code: 'tls' }), CONTEXT);
    for (const fault of ['valid today', 'whole chain', 'TLS 1.2', 'asked of us'])
      expect(words(secure, 'en')).toContain(fault);
    for (const fault of ['válido hoje', 'toda a cadeia', 'TLS 1.2', 'exigido de nós'])
      expect(words(secure, 'pt-BR')).toContain(fault);
  });

  it.each([400, 401, 403, 404, 405, 408, 410, 413, 415, 422, 429, 500, 502, 503, 504])(
    'tells the answer %i by its own words, which name it',
    (status) => {
      const diagnosis = answered(status);
      expect(diagnosis.case).toBe(`status_${status}`);
      expect(words(diagnosis, 'en')).toContain(`answered ${status}:`);
      expect(words(diagnosis, 'pt-BR')).toContain(`respondeu ${status}:`);
    },
  );

  it.each([
    [402, 'status_4xx'],
    [418, 'status_4xx'],
    [501, 'status_5xx'],
    [507, 'status_5xx'],
    [521, 'front_unreachable'],
    [522, 'front_unreachable'],
    [600, 'status_5xx'],
  ])('puts the answer %i to %s and names it', (status, expected) => {
    const diagnosis = answered(status);
    expect(diagnosis.case).toBe(expected);
    expect(words(diagnosis)).toContain(String(status));
  });

  it('tells a manager of a refused signature what to do', () => {
    expect(words(answered(401))).toBe(
      'Your system answered 401: it did not accept our signature. Ask whoever looks after it to check the secret.',
    );
    expect(answered(401).owner).toBe('configuration');
  });

  it.each([301, 308])('names the new address of the permanent redirect %i', (status) => {
    const diagnosis = redirected(status, '/v2/voki');
    expect(diagnosis.case).toBe('redirect_permanent');
    expect(diagnosis.params.location).toBe('https://crm.example.com/v2/voki');
    expect(words(diagnosis)).toContain('https://crm.example.com/v2/voki');
  });

  it.each([302, 303, 307])('names where the temporary redirect %i leads', (status) => {
    const diagnosis = redirected(status, 'https://other.example.com/in');
    expect(diagnosis.case).toBe('redirect_temporary');
    expect(words(diagnosis)).toContain('https://other.example.com/in');
  });

  it.each(['/login?next=%2Fvoki', '/users/sign-in', 'https://sso.example.com/auth', '/entrar'])(
    'takes a redirect to %s for a sign-in page',
    (location) => expect(redirected(302, location).case).toBe('redirect_login'),
  );

  it.each([undefined, 'javascript:alert(1)', 'http://[bad'])(
    'does not show %s as an address to go to',
    (location) => expect(redirected(302, location).case).toBe('redirect_unknown'),
  );

  it('cuts a very long new address', () => {
    const { params } = redirected(301, `/${'x'.repeat(5000)}`);
    expect(String(params.location)).toHaveLength(200);
  });

  it('tells a sign-in page and a firewall from a refused signature', () => {
    const html = { response_headers: { 'content-type': 'text/html; charset=utf-8' } };
    const form = '<html><form><input type="password"></form></html>';
    expect(answered(401, { ...html, response_body: form }).case).toBe('login_page');
    expect(answered(403, { ...html, response_body: '<html>Blocked</html>' }).case).toBe('refused_page');
    expect(answered(404, { ...html, response_body: form }).case).toBe('status_404');
  });

  it.each([500, 502, 504, 524])('tells a %i that took nearly all of the time as slow', (status) => {
    expect(answered(status, { duration_ms: 10_500 }).case).toBe('failed_slow');
    expect(answered(status, { duration_ms: 10_499 }).case).not.toBe('failed_slow');
    expect(words(answered(status, { duration_ms: 14_200 }))).toContain('after 14.2 of the 15 seconds');
  });

  it('does not call a slow refusal slow', () =>
    expect(answered(401, { duration_ms: 14_000 }).case).toBe('status_401'));

  it('names the host that has no address, and the limit that passed', () => {
    expect(words(diagnose(attempt({ code: 'dns' }), CONTEXT))).toContain('crm.example.com');
    expect(
      words(diagnose(attempt({ code: 'timeout', outcome: 'timeout' }), { ...CONTEXT, timeoutMs: 2500 })),
    ).toContain('within 2.5 seconds');
  });

  it('owns up when neither code nor answer is known', () => {
    expect(diagnose(attempt({}), CONTEXT)).toMatchObject({ case: 'unknown', owner: 'us' });
    expect(diagnose(attempt({ code: 'http_5xx' }), CONTEXT).case).toBe('unknown');
  });

  it('reads the status when an old record has no code', () => {
    expect(diagnose(attempt({ status_code: 503 }), CONTEXT).case).toBe('status_503');
  });
});

describe('diagnose, of a success', () => {
  const succeeded = (of: Partial<DiagnosedAttempt> = {}) =>
    diagnose(attempt({ outcome: 'success', status_code: 200, ...of }), CONTEXT);

  it('leaves nothing to do', () => expect(succeeded()).toMatchObject({ case: 'arrived', owner: null }));

  it.each([
    [10_499, 'arrived'],
    [10_500, 'arrived_slow'],
    [14_999, 'arrived_slow'],
  ])('after %i ms of 15 s is %s', (duration_ms, expected) =>
    expect(succeeded({ duration_ms }).case).toBe(expected),
  );

  it('warns of a web page, but not of a bare OK that is labelled as one', () => {
    const response_headers = { 'content-type': 'text/html' };
    expect(succeeded({ response_headers, response_body: '<!DOCTYPE html><p>Hi' }).case).toBe('arrived_page');
    expect(succeeded({ response_headers, response_body: '<html><input type="password"></html>' }).case).toBe(
      'arrived_login',
    );
    expect(succeeded({ response_headers, response_body: 'OK' }).case).toBe('arrived');
    expect(succeeded({ response_headers: null, response_body: null }).case).toBe('arrived');
  });
});

describe('diagnoseDelivery', () => {
  const REAL = { test: false, being_sent: false };
  const failed = attempt({ status_code: 500, code: 'http_5xx' });

  it('rests on the last attempt', () => {
    const attempts = [failed, attempt({ status_code: 404, code: 'http_4xx' })];
    expect(diagnoseDelivery({ ...REAL, status: 'failure', attempts }, CONTEXT).case).toBe('status_404');
  });

  it('says what waits, and why', () => {
    const fresh = { ...REAL, status: 'pending' as const, attempts: [] };
    expect(diagnoseDelivery(fresh, CONTEXT).case).toBe('waiting');
    expect(diagnoseDelivery({ ...fresh, being_sent: true }, CONTEXT).case).toBe('pending');
    expect(diagnoseDelivery({ ...fresh, status: 'held' }, CONTEXT).case).toBe('held');
  });

  it.each(['en', 'pt-BR'] as const)('promises nothing of a test that only events have, in %s', (locale) => {
    for (const status_code of [408, 410, 429, 503]) {
      const attempts = [attempt({ status_code, code: status_code < 500 ? 'http_4xx' : 'http_5xx' })];
      const of = (test: boolean) =>
        words(diagnoseDelivery({ ...REAL, test, status: 'failure', attempts }, CONTEXT), locale);
      expect(of(true)).not.toBe(of(false));
      expect(of(true)).not.toMatch(/turn the webhook on|ative o webhook|we slow down|vamos mais devagar/i);
      expect(of(true)).toMatch(/test again|teste de novo/i);
    }
  });
});

describe('the words', () => {
  const all = Object.entries(CATALOGUE).flatMap(([locale, { cases }]) =>
    Object.entries(cases).map(
      ([name, texts]) => [`${locale} ${name}`, Object.values(texts).join(' ')] as const,
    ),
  );

  it.each(all)('of %s are for managers', (_name, text) => {
    expect(text).not.toMatch(/payload|endpoint|\bHTTP\b/i);
  });
});
