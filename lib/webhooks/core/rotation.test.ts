import { describe, expect, it } from 'vitest';
import {
  type Lead,
  leadOf,
  ledBy,
  newestSecret,
  newTakesOver,
  refusesSignature,
  type SignedAttempt,
  signingOrder,
  triesOtherAtOnce,
} from './rotation';

const refused = (by: Lead, statusCode = 401): SignedAttempt => ({ statusCode, ledBy: by });

describe('a refusal', () => {
  it.each([400, 401, 403])('is %i', (status) => expect(refusesSignature(status)).toBe(true));
  it.each([200, 404, 410, 422, 429, 500, null])('is not %s', (status) =>
    expect(refusesSignature(status)).toBe(false),
  );
});

describe('leadOf', () => {
  it('is the usual one at first, and after anything but a refusal', () => {
    expect(leadOf('old', null)).toBe('old');
    expect(leadOf('new', null)).toBe('new');
    expect(leadOf('old', refused('old', 503))).toBe('old');
  });

  it('is the other one after the usual one was refused', () => {
    expect(leadOf('old', refused('old'))).toBe('new');
    expect(leadOf('new', refused('new'))).toBe('old');
  });

  it('is the usual one again after the other one was refused too', () => {
    expect(leadOf('old', refused('new'))).toBe('old');
  });
});

describe('signingOrder', () => {
  it('puts the newest last, and before it what leads or has led', () => {
    expect(signingOrder(['1'])).toEqual(['1']);
    expect(signingOrder(['1', '2'])).toEqual(['1', '2']);
    expect(signingOrder(['2', '1'])).toEqual(['1', '2']);
    // A third one while the second leads and the first is in force still.
    expect(signingOrder(['2', '1', '3'])).toEqual(['2', '1', '3']);
    expect(signingOrder(['3', '2', '1'])).toEqual(['2', '1', '3']);
  });
});

describe('triesOtherAtOnce', () => {
  it('follows a refusal of the usual one, and that alone: an endless exchange is not possible', () => {
    for (const usual of ['old', 'new'] as const) {
      let last: SignedAttempt | null = null;
      const atOnce: boolean[] = [];
      for (let attempt = 0; attempt < 6; attempt++) {
        last = { statusCode: 401, ledBy: leadOf(usual, last) };
        atOnce.push(triesOtherAtOnce(usual, last));
      }
      expect(atOnce).toEqual([true, false, true, false, true, false]);
    }
    expect(triesOtherAtOnce('old', refused('old', 500))).toBe(false);
  });
});

describe('newTakesOver', () => {
  it('when the new one was accepted as the leading one', () => {
    expect(newTakesOver('old', { statusCode: 204, ledBy: 'new' })).toBe(true);
    expect(newTakesOver('old', { statusCode: 204, ledBy: 'old' })).toBe(false);
    expect(newTakesOver('old', { statusCode: 401, ledBy: 'new' })).toBe(false);
    expect(newTakesOver('old', { statusCode: null, ledBy: 'new' })).toBe(false);
    expect(newTakesOver('new', { statusCode: 204, ledBy: 'new' })).toBe(false);
  });
});

describe('what was recorded', () => {
  it('tells which one led', () => {
    expect(ledBy({ 'X-Voki-Signature': 'a', 'X-Voki-Signature-Next': 'b' })).toBe('old');
    expect(ledBy({ 'X-Voki-Signature': 'b', 'X-Voki-Signature-Next': 'b' })).toBe('new');
    expect(ledBy({ 'X-Voki-Signature': 'a' })).toBe('old');
  });

  it('has the newest secret among others', () => {
    const [older, newer] = ['01a20f06-d677-769c-b915-ba265d26bd71', '01a20f26-e0e7-75ee-95c7-d66cd0cae500'];
    expect(newestSecret([newer, older])).toBe(newer);
    expect(newestSecret([older])).toBe(older);
    expect(newestSecret([])).toBeUndefined();
  });
});
