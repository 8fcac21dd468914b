import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Deadlines } from './deadlines';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function notes() {
  const ended: string[] = [];
  return { ended, noting: (name: string) => ({ expire: () => void ended.push(name) }) };
}

it('end in their order, each after the whole time', () => {
  const { ended, noting } = notes();
  const deadlines = new Deadlines(100);
  deadlines.start(noting('first'));
  vi.advanceTimersByTime(60);
  deadlines.start(noting('second'));
  vi.advanceTimersByTime(39);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(ended).toEqual(['first']);
  vi.advanceTimersByTime(60);
  expect(ended).toEqual(['first', 'second']);
});

it('do not end once cancelled, and begin anew afterwards', () => {
  const { ended, noting } = notes();
  const deadlines = new Deadlines(100);
  const cancelled = deadlines.start(noting('cancelled'));
  deadlines.cancel(cancelled);
  vi.advanceTimersByTime(500);
  deadlines.start(noting('later'));
  vi.advanceTimersByTime(101);
  expect(ended).toEqual(['later']);
  expect(vi.getTimerCount()).toBe(0);
});
