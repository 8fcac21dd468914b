import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './delivery-cursor';

const cursor = {
  createdAt: new Date('2026-02-20T14:30:00.123Z'),
  id: '019c7b3a-5a10-7f4e-8a53-3c7c1f0f2a11',
};

describe('delivery cursor', () => {
  it('reads back what it wrote, to the millisecond', () => {
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  });

  it.each([
    '',
    'x',
    'MTIz',
    `${encodeCursor(cursor)}=`,
    encodeCursor(cursor).slice(0, -1),
    Buffer.from('1.not-a-uuid').toString('base64url'),
    Buffer.from(`-1.${cursor.id}`).toString('base64url'),
    Buffer.from(`1.${cursor.id}'; --`).toString('base64url'),
  ])('refuses %j', (text) => {
    expect(decodeCursor(text)).toBeNull();
  });
});
