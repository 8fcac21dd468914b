import { enginePool } from '@/lib/db';
import { pseudonym } from '@/lib/pseudonym';
import type { EventName } from '@/lib/webhooks/core/event-catalogue';
import { hides, maskedBody } from '@/lib/webhooks/core/mask';
import { plainArray } from './array-literal';

/**
 * What every subscribed webhook masks is not stored: nobody is to get it. Which mask that is stands in the organisation's
 * row; a process remembers it, and the statement that stores an event refuses one that is not it by then. So nothing
 * stale is ever committed, and nobody without masks pays for them.
 */

/** What of an event on its way into the database masks are about. */
interface Maskable {
  organizationId: string;
  event: EventName;
  body: string;
  customerEmail: string | null;
}

type StoredMasks = Partial<Record<EventName, number>>;

/** By organisation; one without such masks is not in it. */
const remembered = new Map<string, StoredMasks>();
const REMEMBERED_MAX = 10_000;
/** SQLSTATE of stored_mask_changed() in the migration. */
const CHANGED = 'VK001';

/** Under which mask an event is stored, as far as this process knows; null: as it came. */
export function storedMaskOf({
  organizationId,
  event,
}: Pick<Maskable, 'organizationId' | 'event'>): number | null {
  return remembered.get(organizationId)?.[event] ?? null;
}

/** An event's texts as they are stored under a mask. The e-mail address leaves a pseudonym, by which erasing finds the event. */
export function storedTexts(
  { organizationId, event, body, customerEmail }: Maskable,
  mask: number | null,
): Pick<Maskable, 'body' | 'customerEmail'> {
  return {
    body: maskedBody(event, body, mask),
    customerEmail:
      customerEmail !== null && hides(mask, 'email')
        ? pseudonym(organizationId, customerEmail)
        : customerEmail,
  };
}

/** Whether a statement ended because what is remembered of masks is out of date. */
export function isStoredMaskChange(error: unknown): boolean {
  return (error as { code?: string }).code === CHANGED;
}

/** Looks up what these organisations' webhooks mask by now. */
export async function learnStoredMasks(organizationIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(organizationIds)];
  const { rows } = await enginePool().query<{ id: string; stored_masks: StoredMasks | null }>({
    name: 'stored-masks',
    text: 'SELECT id, stored_masks FROM organizations WHERE id = ANY ($1::uuid[])',
    values: [plainArray(ids)],
  });
  if (remembered.size + rows.length > REMEMBERED_MAX) remembered.clear();
  for (const { id, stored_masks } of rows) {
    if (stored_masks) remembered.set(id, stored_masks);
    else remembered.delete(id);
  }
}
