/**
 * While a secret is being rotated two are in force, and receivers with room for one know either the old or the new.
 * The leading one signs `X-Voki-Signature`. The old one leads until a receiver accepts the new one.
 */
export type Lead = 'old' | 'new';

/** Answers by which receivers say that a signature is wrong; many frameworks answer a failed check with 400 or 403. */
const REFUSALS: readonly number[] = [400, 401, 403];

/** Whether an answer may mean that the receiver has another secret than the one that led. */
export function refusesSignature(statusCode: number | null): boolean {
  return statusCode !== null && REFUSALS.includes(statusCode);
}

/** How the attempt before ended, and which secret led in it. */
export interface SignedAttempt {
  statusCode: number | null;
  ledBy: Lead;
}

const other = (lead: Lead): Lead => (lead === 'old' ? 'new' : 'old');

/**
 * Which secret leads in the next attempt of a delivery: the webhook's `usual` one, but after a refusal of that the
 * other one. A refusal of the other one leads back, so that the two take turns while neither is accepted.
 */
export function leadOf(usual: Lead, last: SignedAttempt | null): Lead {
  const wasRefused = last !== null && refusesSignature(last.statusCode) && last.ledBy === usual;
  return wasRefused ? other(usual) : usual;
}

/**
 * Whether an attempt that ended so is followed by another one at once, led by the other secret. Only a refusal of the
 * usual one is: when the other one is refused too, the secret is not what is wrong, and the schedule goes on.
 */
export function triesOtherAtOnce(usual: Lead, ended: SignedAttempt): boolean {
  return ended.ledBy === usual && refusesSignature(ended.statusCode);
}

/** Whether the new secret leads from now on: the receiver accepted it (2xx) as the leading one. */
export function newTakesOver(usual: Lead, ended: SignedAttempt): boolean {
  const { statusCode } = ended;
  return (
    usual === 'old' && ended.ledBy === 'new' && statusCode !== null && statusCode >= 200 && statusCode <= 299
  );
}

/** The newest of several secrets, which have UUIDs of version 7: these begin with the time, by the database's clock. */
export function newestSecret(ids: readonly string[]): string | undefined {
  return ids.reduce<string | undefined>((max, id) => (max === undefined || id > max ? id : max), undefined);
}

/**
 * The secrets as they sign: the old one first, the newest last. `ids` begin with the one that usually leads; where that
 * is the newest, the next of them is the old one. More than two are in force when one rotation follows another.
 */
export function signingOrder(ids: readonly string[]): string[] {
  const newest = newestSecret(ids);
  return ids.toSorted((a, b) => Number(a === newest) - Number(b === newest));
}

/** Which secret led in an attempt, from the headers that were recorded of it: the new one always signs X-Voki-Signature-Next. */
export function ledBy(requestHeaders: Readonly<Record<string, string>>): Lead {
  const next = requestHeaders['X-Voki-Signature-Next'];
  return next !== undefined && next === requestHeaders['X-Voki-Signature'] ? 'new' : 'old';
}
