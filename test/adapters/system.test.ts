import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/adapters/system.ts';
import { DeadlineExceeded } from '../../src/ports/clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a deadline', () => {
  it('aborts the signal of work that takes longer, and says after how many seconds', async () => {
    const reason = systemClock.withDeadline(
      8_000,
      (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason))),
    );
    vi.advanceTimersByTime(8_000);
    expect(await reason).toEqual(new DeadlineExceeded('not done within 8 s'));
  });

  it.each([
    ['succeeds', async () => 'stored'],
    ['fails', () => Promise.reject(new Error('no storage'))],
  ])('ends with work that %s: no timer keeps what belongs to it in memory', async (_, work) => {
    await systemClock.withDeadline(8_000, work).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });
});
