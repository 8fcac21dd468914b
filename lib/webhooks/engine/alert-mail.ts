import { createTranslator } from 'use-intl/core';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import type { Locale } from '@/lib/i18n/locales';
import type { Diagnosis } from '@/lib/webhooks/core/diagnosis';
import { withShare } from '@/lib/webhooks/core/missed-share';
import { webhookName } from '@/lib/webhooks/core/webhook-name';
import type { AlertKind } from '@/lib/webhooks/data/alert-mails';

/** All that a mail tells. Neither a secret nor anything of an event is in it. */
export interface AlertFacts {
  kind: AlertKind;
  webhook: { url: string; description: string };
  organizationName: string;
  startedAt: Date;
  endedAt: Date | null;
  /** Whether the receiver gave its address up (410), where it was turned off. */
  isGone: boolean;
  /** Deliveries that have not arrived, and how many of them are missed calls. */
  count: number;
  missed: number;
  /** Of the last failure; null where there is none. */
  diagnosis: Diagnosis | null;
  /** Address of the webhook's page. */
  link: string;
}

export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

/** Words a mail. Times are in UTC, named, as nobody has told us the reader's zone. */
export function writeAlertMail(facts: AlertFacts, locale: Locale): WrittenMail {
  const { kind, webhook, count, missed } = facts;
  const t = createTranslator({ locale, messages: CATALOGUE[locale], namespace: 'alerts.mail' });
  const tDiagnosis = createTranslator({ locale, messages: CATALOGUE[locale], namespace: 'diagnosis' });
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const time = (value: Date | null) => (value ? `${clock.format(value)} UTC` : '');
  const when = { url: webhook.url, since: time(facts.startedAt), until: time(facts.endedAt) };
  const lead =
    kind === 'turned_off'
      ? t(facts.isGone ? 'turned_off.lead_gone' : 'turned_off.lead_failing', when)
      : t(`${kind}.lead`, when);
  const paragraphs = [
    lead,
    t(`${kind}.affected`, withShare(count, missed)),
    ...(facts.diagnosis && kind !== 'recovered'
      ? [
          `${t('cause')}: ${tDiagnosis(facts.diagnosis.cause, facts.diagnosis.params)}`,
          `${t('remedy')}: ${tDiagnosis(facts.diagnosis.remedy, facts.diagnosis.params)}`,
        ]
      : []),
    t(`${kind}.after`, { count }),
  ].filter(Boolean);
  const open = t('open');
  const why = t('why', { organization: facts.organizationName });
  return {
    subject: `Voki: ${t(`${kind}.subject`, { name: webhookName(webhook) })}`,
    text: [...paragraphs, `${open}:\n${facts.link}`, why].join('\n\n'),
    html: [
      `<!doctype html><html lang="${locale}"><body style="font-family:sans-serif;line-height:1.5">`,
      ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
      `<p><a href="${escaped(facts.link)}">${escaped(open)}</a></p>`,
      `<p style="color:#666;font-size:12px">${escaped(why)}</p>`,
      '</body></html>',
    ].join('\n'),
  };
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Addresses and names are their authors' to choose. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
