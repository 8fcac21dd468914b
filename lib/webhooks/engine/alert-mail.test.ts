import { describe, expect, it } from 'vitest';
import { diagnose } from '@/lib/webhooks/core/diagnosis';
import { type AlertFacts, writeAlertMail } from './alert-mail';

const url = 'https://crm.example.com/voki';
const facts = (of: Partial<AlertFacts> = {}): AlertFacts => ({
  kind: 'failing',
  webhook: { url, description: 'CRM' },
  organizationName: 'Clínica Aurora',
  startedAt: new Date('2026-11-24T17:02:00Z'),
  endedAt: null,
  isGone: false,
  count: 24,
  missed: 9,
  diagnosis: diagnose(
    {
      outcome: 'failure',
      code: 'http_5xx',
      status_code: 503,
      duration_ms: 9,
      response_headers: null,
      response_body: null,
    },
    { url, timeoutMs: 15_000 },
  ),
  link: 'https://panel.example.com/settings/webhooks/1',
  ...of,
});

describe('writeAlertMail', () => {
  it('says since when, what is affected, and what to do', () => {
    const { subject, text } = writeAlertMail(facts(), 'en');
    expect(subject).toBe('Voki: CRM is not receiving anything');
    expect(text).toContain(`Nothing has reached ${url} since Nov 24, 2026, 5:02 PM UTC.`);
    expect(text).toContain('24 deliveries have not arrived yet, 9 of them missed calls.');
    const all = (count: number) => writeAlertMail(facts({ count, missed: count }), 'en').text;
    expect(all(2)).toContain('2 deliveries have not arrived yet, all of them missed calls.');
    expect(all(1)).toContain('One delivery has not arrived yet, a missed call.');
    expect(text).toContain('What happened: Your system answered 503');
    expect(text).toContain('What to do: This often resolves itself.');
    expect(text).toContain('https://panel.example.com/settings/webhooks/1');
  });

  it('speaks the reader’s language', () => {
    const { subject, text } = writeAlertMail(facts(), 'pt-BR');
    expect(subject).toBe('Voki: CRM não está recebendo nada');
    expect(text).toContain('desde 24 de nov. de 2026, 17:02 UTC.');
  });

  it('tells a recovery, with what is left to resend', () => {
    const over = { kind: 'recovered' as const, endedAt: new Date('2026-11-24T17:31:00Z') };
    expect(writeAlertMail(facts(over), 'en').text).toContain('You can resend them');
    const nothing = writeAlertMail(facts({ ...over, count: 0, missed: 0 }), 'en').text;
    expect(nothing).toContain('Everything has arrived meanwhile.');
    expect(nothing).toContain('There is nothing to do.');
  });

  it.each([true, false])('tells why it was turned off (gone: %s)', (isGone) => {
    const { text } = writeAlertMail(
      facts({ kind: 'turned_off', isGone, endedAt: new Date('2026-11-24T17:31:00Z') }),
      'en',
    );
    expect(text).toContain(isGone ? 'no longer exists' : 'nothing had arrived for five days');
  });

  it('leaves names and addresses inert in HTML', () => {
    const { html } = writeAlertMail(
      facts({ webhook: { url: 'https://x.example/?a=1&b="<script>', description: '' } }),
      'en',
    );
    expect(html).not.toContain('<script>');
    expect(html).toContain('&amp;b=&quot;&lt;script&gt;');
  });

  it.each(['failing', 'recovered', 'turned_off'] as const)(
    '%s has no placeholder left, in both languages',
    (kind) => {
      for (const locale of ['en', 'pt-BR'] as const)
        for (const count of [0, 1, 2]) {
          const { subject, text } = writeAlertMail(
            facts({ kind, count, missed: count, endedAt: new Date(0) }),
            locale,
          );
          expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|alerts\./);
        }
    },
  );
});
