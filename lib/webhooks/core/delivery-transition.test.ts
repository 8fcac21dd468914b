import { describe, expect, it } from 'vitest';
import { codeOfStatus, FAILURE_CODES, type FailureCode, OUTCOME_OF_CODE } from './delivery-state';
import { type DeliveryPosition, transition, turnsWebhookOff } from './delivery-transition';

const SCHEDULE = [5, 300];
const middle = () => 0.5;
const failed = (code: FailureCode, statusCode: number | null = null, retryAfterMs: number | null = null) => ({
  code,
  statusCode,
  retryAfterMs,
});
const at = (change: Partial<DeliveryPosition> = {}): DeliveryPosition => ({
  trigger: 'event',
  queued: true,
  retryCount: 0,
  ...change,
});
const nextStep = (position: DeliveryPosition, result: Parameters<typeof transition>[1]) =>
  transition(position, result, SCHEDULE, middle);

describe('a first attempt and its retries', () => {
  it('end with a success', () => {
    expect(nextStep(at(), { code: null, statusCode: 204 })).toEqual({ kind: 'succeeded', status: 'success' });
  });

  it('walk through the schedule and stop after it', () => {
    expect(nextStep(at(), failed('http_5xx', 500))).toEqual({
      kind: 'retry',
      status: 'failure',
      inMs: 5000,
      retryCount: 1,
    });
    expect(nextStep(at({ trigger: 'retry', retryCount: 1 }), failed('timeout'))).toEqual({
      kind: 'retry',
      status: 'timeout',
      inMs: 300_000,
      retryCount: 2,
    });
    expect(nextStep(at({ trigger: 'retry', retryCount: 2 }), failed('reset'))).toEqual({
      kind: 'ended',
      status: 'failure',
      retryCount: 3,
    });
  });

  it('wait as the receiver asks', () => {
    expect(nextStep(at(), failed('http_4xx', 429, 60_000))).toMatchObject({ kind: 'retry', inMs: 60_000 });
  });

  it('end at 410, which turns the webhook off', () => {
    expect(nextStep(at(), failed('http_4xx', 410))).toMatchObject({ kind: 'ended' });
    expect(turnsWebhookOff(at(), failed('http_4xx', 410))).toBe(true);
    expect(turnsWebhookOff(at(), failed('http_4xx', 404))).toBe(false);
    expect(turnsWebhookOff(at({ trigger: 'test', queued: false }), failed('http_4xx', 410))).toBe(false);
  });
});

describe('what people ask for', () => {
  it('a test is never tried again', () => {
    expect(nextStep(at({ trigger: 'test', queued: false }), failed('http_5xx', 500))).toEqual({
      kind: 'ended',
      status: 'failure',
      retryCount: 0,
    });
  });

  it('a resend that fails leaves the schedule alone', () => {
    expect(
      nextStep(at({ trigger: 'resend', queued: false, retryCount: 1 }), failed('connect_timeout')),
    ).toEqual({
      kind: 'kept',
      status: 'timeout',
    });
  });

  it('a resend that succeeds ends it', () => {
    expect(nextStep(at({ trigger: 'resend', queued: false }), { code: null, statusCode: 200 }).kind).toBe(
      'succeeded',
    );
  });

  it('a resend through the queue repeats its step', () => {
    const resend = (retryCount: number) => nextStep(at({ trigger: 'resend', retryCount }), failed('reset'));
    expect(resend(0)).toMatchObject({ kind: 'retry', inMs: 5000, retryCount: 1 });
    expect(resend(1)).toMatchObject({ kind: 'retry', inMs: 5000, retryCount: 1 });
    expect(resend(2)).toMatchObject({ kind: 'retry', inMs: 300_000, retryCount: 2 });
    expect(resend(3)).toMatchObject({ kind: 'ended', retryCount: 3 });
  });
});

describe('codes', () => {
  it('are timeouts only where time ran out', () => {
    expect(FAILURE_CODES.filter((code) => OUTCOME_OF_CODE[code] === 'timeout')).toEqual([
      'connect_timeout',
      'timeout',
    ]);
  });

  it.each([
    [200, null],
    [204, null],
    [299, null],
    [300, 'redirect'],
    [304, 'redirect'],
    [400, 'http_4xx'],
    [499, 'http_4xx'],
    [500, 'http_5xx'],
    [599, 'http_5xx'],
    [600, 'protocol'],
    [199, 'protocol'],
  ])('%i is %s', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });
});
