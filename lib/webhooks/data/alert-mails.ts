import { pool } from '@/lib/db';
import type { Locale } from '@/lib/i18n/locales';
import type { DisabledReason } from '@/lib/webhooks/core/delivery-state';
import { inSession } from './session';

export type AlertKind = 'failing' | 'recovered' | 'turned_off';

/** SQL: the managers of the organisation of `told`, each with a mail of its own; the unique key keeps it one. */
const TO_MANAGERS = `
INSERT INTO alert_mails (id, organization_id, incident_id, kind, user_id)
SELECT uuid_v7(), told.organization_id, told.id, told.kind, u.id
FROM told JOIN users u ON u.organization_id = told.organization_id AND u.role = 'manager' AND u.removed_at IS NULL
WHERE told.kind IS NOT NULL
ON CONFLICT (incident_id, kind, user_id) DO NOTHING`;

/** SQL: no alerts of incident `i` are wanted now. */
const SNOOZED = `EXISTS (SELECT 1 FROM alert_snoozes z
  WHERE z.organization_id = i.organization_id AND z.webhook_id = i.webhook_id AND z.until > now())`;

const FAILING = `
WITH told AS (
  UPDATE webhook_incidents i SET failing_told_at = now()
  WHERE i.ended_at IS NULL AND i.failing_told_at IS NULL AND i.started_at <= now() - make_interval(secs => $1) AND NOT ${SNOOZED}
  RETURNING i.organization_id, i.id, 'failing'::alert_kind AS kind
)${TO_MANAGERS}`;

/**
 * Of a recovery nobody hears who has not heard of the failure, and of turning off nobody when a manager did it. What
 * ended more than a day ago is no news, as when mail was set up only now.
 */
const ENDED = `
WITH told AS (
  UPDATE webhook_incidents i SET end_told_at = now()
  FROM webhooks w
  WHERE i.ended_at > now() - interval '1 day' AND i.end_told_at IS NULL
    AND w.organization_id = i.organization_id AND w.id = i.webhook_id
  RETURNING i.organization_id, i.id, CASE
    WHEN i.end_reason = 'turned_off' AND w.disabled_reason IN ('gone', 'failing') THEN 'turned_off'
    WHEN i.end_reason = 'recovered' AND i.failing_told_at IS NOT NULL AND NOT ${SNOOZED} THEN 'recovered'
  END::alert_kind AS kind
)${TO_MANAGERS}`;

/**
 * Writes the mails of incidents that have gone on for `afterSeconds`, and of those that ended. Of all organisations,
 * for the engine; any number of processes may do it at once.
 */
export async function writeAlertMails(afterSeconds: number): Promise<void> {
  // What ended comes before what began anew.
  await pool().query(ENDED);
  await pool().query(FAILING, [afterSeconds]);
}

/** A mail that is due, and what it is about. */
export interface DueMail {
  id: string;
  kind: AlertKind;
  organizationId: string;
  organizationName: string;
  webhookId: string;
  url: string;
  description: string;
  disabledReason: DisabledReason | null;
  startedAt: Date;
  endedAt: Date | null;
  email: string;
  locale: Locale | null;
  /** False: whom it was for is no manager any more. */
  isWanted: boolean;
}

/** A mail that could not be sent is tried again after 1, 2, 4… minutes, at most an hour, and given up after so many failures. */
const FAILURES_MAX = 12;

/** A mail server is given fifteen seconds for each of about ten steps. */
const SENDING_SECONDS = 180;

const NEXT = `
SELECT m.id, m.kind, m.organization_id AS "organizationId", o.name AS "organizationName",
  w.id AS "webhookId", w.url, w.description, w.disabled_reason AS "disabledReason",
  i.started_at AS "startedAt", i.ended_at AS "endedAt",
  u.email, u.locale, u.role = 'manager' AND u.removed_at IS NULL AS "isWanted"
FROM alert_mails m
JOIN webhook_incidents i ON i.organization_id = m.organization_id AND i.id = m.incident_id
JOIN webhooks w ON w.organization_id = i.organization_id AND w.id = i.webhook_id
JOIN organizations o ON o.id = m.organization_id
JOIN users u ON u.organization_id = m.organization_id AND u.id = m.user_id
WHERE m.sent_at IS NULL AND m.due_at <= now() AND m.failures < ${FAILURES_MAX}
ORDER BY m.due_at, m.id
LIMIT 1
FOR UPDATE OF m SKIP LOCKED`;

/**
 * Takes the next mail that is due and that no other process has taken, and hands it to `send`. What that resolves with
 * is final; when it rejects, the mail is tried again later. Answers what became of it; null: none is due.
 */
export function withNextMail(
  send: (mail: DueMail) => Promise<void>,
): Promise<{ id: string; error: unknown } | null> {
  return inSession(async (session) => {
    await session.query(`SET LOCAL idle_in_transaction_session_timeout = '${SENDING_SECONDS}s'`);
    const { rows } = await session.query<DueMail>(NEXT);
    const [mail] = rows;
    if (!mail) return null;
    // The row stays locked meanwhile: whoever else looks passes it by, and gets it when this process dies.
    const error = await send(mail).then(
      () => null,
      (reason: unknown) => reason ?? new Error('not an Error was thrown'),
    );
    await session.query(
      error === null
        ? 'UPDATE alert_mails SET sent_at = now() WHERE id = $1'
        : `UPDATE alert_mails SET failures = failures + 1,
             due_at = now() + LEAST(interval '1 minute' * 2 ^ failures, interval '1 hour') WHERE id = $1`,
      [mail.id],
    );
    return { id: mail.id, error };
  });
}
