/** Where a page of the history ended: its last row's place in the order (created_at, id). */
export interface DeliveryCursor {
  createdAt: Date;
  id: string;
}

const CURSOR = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Opaque to callers. Times are whole milliseconds in the database too, so nothing is lost. */
export function encodeCursor(cursor: DeliveryCursor): string {
  return Buffer.from(`${cursor.createdAt.getTime()}.${cursor.id}`, 'latin1').toString('base64url');
}

/** Null for anything that {@link encodeCursor} did not make. */
export function decodeCursor(text: string): DeliveryCursor | null {
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!match?.[1] || !match[2]) return null;
  const cursor = { createdAt: new Date(Number(match[1])), id: match[2] };
  return encodeCursor(cursor) === text ? cursor : null;
}
