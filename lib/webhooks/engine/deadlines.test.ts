import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Deadlines } from './deadlines';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('end in their order, each after the whole time', () => {
  const ended: string[] = [];
  const deadlines = new Deadlines(100);
  deadlines.start(() => ended.push('first'));
  vi.advanceTimersByTime(60);
  deadlines.start(() => ended.push('second'));
  vi.advanceTimersByTime(39);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(ended).toEqual(['first']);
  vi.advanceTimersByTime(60);
  expect(ended).toEqual(['first', 'second']);
});

it('do not end once cancelled, and begin anew afterwards', () => {
  const ended: string[] = [];
  const deadlines = new Deadlines(100);
  const cancel = deadlines.start(() => ended.push('cancelled'));
  cancel();
  vi.advanceTimersByTime(500);
  deadlines.start(() => ended.push('later'));
  vi.advanceTimersByTime(101);
  expect(ended).toEqual(['later']);
  expect(vi.getTimerCount()).toBe(0);
});
