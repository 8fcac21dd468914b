import { createTransport, type Transporter } from 'nodemailer';
import { LOCALES } from '@/lib/i18n/locales';
import { log } from '@/lib/log';
import { paths } from '@/lib/paths';
import { diagnose } from '@/lib/webhooks/core/diagnosis';
import { type DueMail, withNextMail, writeAlertMails } from '@/lib/webhooks/data/alert-mails';
import { countDeliveries } from '@/lib/webhooks/data/delivery-counts';
import { findLastFailure } from '@/lib/webhooks/data/last-failure';
import { systemTenant } from '@/lib/webhooks/data/tenant';
import { writeAlertMail } from './alert-mail';

/** So long a webhook must have been failing before somebody is written to: what retries mend at once is no news. */
const AFTER_SECONDS = 300;
/** Deliveries of an incident were made a little before its first attempt began. */
const LEAD_MS = 60_000;
/** Of each step of the talk with the mail server. */
const SMTP_TIMEOUT_MS = 15_000;

export interface AlertOptions {
  /** SMTP_URL and MAIL_FROM. */
  smtpUrl: string;
  from: string;
  /** Where people open the panel (AUTH_URL), for links. */
  panelUrl: string;
  /** The time limit of an attempt, for the words of a diagnosis. */
  timeoutMs: number;
  afterSeconds?: number;
}

/** Writes to an organisation's managers when a webhook fails, when it works again, and when we turned it off. */
export class Alerts {
  private readonly transport: Transporter;

  constructor(private readonly options: AlertOptions) {
    this.transport = createTransport({
      url: options.smtpUrl,
      connectionTimeout: SMTP_TIMEOUT_MS,
      greetingTimeout: SMTP_TIMEOUT_MS,
      socketTimeout: SMTP_TIMEOUT_MS,
      // A mail is text: it reads neither files nor addresses of this machine.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** Writes what there is to tell, and sends what is due, until `stopped`. */
  async run(stopped: AbortSignal): Promise<void> {
    await writeAlertMails(this.options.afterSeconds ?? AFTER_SECONDS);
    while (!stopped.aborted) {
      const handled = await withNextMail((mail) => this.send(mail));
      if (!handled) return;
      if (handled.error !== null)
        log.warn(
          { mail: handled.id, reason: (handled.error as Error).message },
          'alert mail not sent, tried again later',
        );
    }
  }

  close(): void {
    this.transport.close();
  }

  private async send(mail: DueMail): Promise<void> {
    if (!mail.isWanted) return;
    const tenant = systemTenant(mail.organizationId);
    const since = new Date(mail.startedAt.getTime() - LEAD_MS).toISOString();
    const [affected, failure] = await Promise.all([
      countDeliveries(tenant, mail.webhookId, {
        statuses: ['failure', 'timeout'],
        since,
        until: mail.endedAt?.toISOString(),
      }),
      findLastFailure(tenant, mail.webhookId, since, mail.endedAt?.toISOString() ?? null),
    ]);
    const { url, timeoutMs } = { url: mail.url, timeoutMs: this.options.timeoutMs };
    const written = writeAlertMail(
      {
        kind: mail.kind,
        webhook: { url, description: mail.description },
        organizationName: mail.organizationName,
        startedAt: mail.startedAt,
        endedAt: mail.endedAt,
        isGone: mail.disabledReason === 'gone',
        count: affected.deliveries,
        missed: affected.missedCalls,
        diagnosis: failure && diagnose(failure, { url, timeoutMs }),
        link: new URL(paths.webhook(mail.webhookId), this.options.panelUrl).href,
      },
      mail.locale ?? LOCALES[0],
    );
    await this.transport.sendMail({
      from: this.options.from,
      to: mail.email,
      // The same on every try: a mail server that took it without our hearing so shows it once.
      messageId: `<${mail.id}@${domainOf(this.options.from)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...written,
    });
  }
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'voki.invalid';
}
