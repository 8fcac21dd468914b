import { createTranslator } from 'use-intl/core';
import type { Actor } from '@/lib/auth/actor';
import { authorize } from '@/lib/auth/authorize';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import type { Reader } from '@/lib/i18n/reader';
import { BYTE_ORDER_MARK, type CsvCell, csvLine } from '@/lib/webhooks/core/csv';
import { decodeCursor } from '@/lib/webhooks/core/delivery-cursor';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import { type Moment, waitingOf } from '@/lib/webhooks/core/next-attempt';
import { findDeliveries } from '@/lib/webhooks/data/deliveries';
import { type Tenant, tenantOf } from '@/lib/webhooks/data/tenant';
import { findPause } from '@/lib/webhooks/data/webhook-pause';
import { findWebhook } from '@/lib/webhooks/data/webhooks';
import type { DeliveryDto, Page } from '@/lib/webhooks/dtos';
import type { ExportQuery } from '@/lib/webhooks/schemas';
import { inTurn } from './in-turn';
import { orNotFound, uuidOrNotFound } from './not-found';

/** What a spreadsheet can still open; and an end to what one request may ask of the database. */
const EXPORT_MAX = 100_000;
const PAGE_SIZE = 1000;

/**
 * The deliveries of a filter as lines of a CSV file, the newest first, at most 100,000. They are read page by page as
 * the receiver takes them, so that neither memory nor a transaction grows with their number.
 * Throws AppError `not_found` before the first line.
 */
export async function exportDeliveries(
  actor: Actor,
  id: string,
  query: ExportQuery,
  reader: Reader,
): Promise<{ lines: AsyncGenerator<string>; name: string }> {
  authorize(actor, 'read');
  const tenant = tenantOf(actor);
  const webhook = orNotFound(await findWebhook(tenant, uuidOrNotFound(id)));
  return {
    lines: csvLines(tenant, webhook.id, query, reader),
    name: `voki-deliveries-${webhook.id.slice(-12)}.csv`,
  };
}

async function* csvLines(
  tenant: Tenant,
  webhookId: string,
  query: ExportQuery,
  { locale, timeZone }: Reader,
): AsyncGenerator<string> {
  const t = createTranslator({ locale, messages: CATALOGUE[locale] });
  // Spreadsheets expect the separator of the language: where the comma marks decimals, the semicolon.
  const separator = locale === 'pt-BR' ? ';' : ',';
  // Swedish writes times as every spreadsheet reads them: 2026-11-24 14:02:05.
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  const time = (value: string | null) => value && clock.format(new Date(value));
  // A time that has passed is none at which something will happen.
  const next = (delivery: DeliveryDto, moment: Moment) =>
    ({
      scheduled: time(delivery.next_attempt_at),
      now: t('deliveries.list.being_sent'),
      turn: t('deliveries.list.waits_turn'),
      paused: t('deliveries.list.waits_turn'),
      none: null,
      held: null,
      done: null,
    })[waitingOf(delivery, moment)];
  const cells = (delivery: DeliveryDto, moment: Moment): CsvCell[] => [
    time(delivery.created_at),
    t(`status.${delivery.status}`),
    t(`events.${EVENT_CATALOGUE[delivery.event].messageKey}.name`),
    delivery.event,
    delivery.subject_id,
    delivery.status_code,
    delivery.attempt_count,
    next(delivery, moment),
    t(`deliveries.export.${delivery.test ? 'test' : 'real'}`),
    delivery.id,
  ];
  const zone = timeZone.replaceAll('_', ' ');
  yield BYTE_ORDER_MARK +
    csvLine(
      [
        t('deliveries.export.created', { zone }),
        t('deliveries.export.status'),
        t('deliveries.export.event'),
        t('deliveries.export.code'),
        t('deliveries.export.subject'),
        t('deliveries.export.answer'),
        t('deliveries.export.attempts'),
        t('deliveries.export.next', { zone }),
        t('deliveries.export.kind'),
        t('deliveries.export.delivery'),
      ],
      separator,
    );
  let cursor: string | null = null;
  for (let written = 0; written < EXPORT_MAX; written += PAGE_SIZE) {
    const after = cursor === null ? null : decodeCursor(cursor);
    const page: Page<DeliveryDto> = await inTurn(tenant, () =>
      findDeliveries(tenant, webhookId, { ...query, after, limit: PAGE_SIZE }),
    );
    const pausedUntil = (await findPause(tenant, webhookId))?.toISOString() ?? null;
    const moment = { now: new Date(), pausedUntil };
    yield page.items.map((item) => csvLine(cells(item, moment), separator)).join('');
    cursor = page.next_cursor;
    if (cursor === null) return;
  }
}
