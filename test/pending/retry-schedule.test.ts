import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/language/milliseconds.ts';
import { waitAfterFault, waitAfterNotFound } from '../../src/pending/retry-schedule.ts';

/** Ages, in minutes, at which a record that always answers 404 is asked for. */
function attempts(windowMinutes: number): Array<number> {
  const ages: Array<number> = [];
  for (let age = 0; ; ) {
    ages.push(age / MINUTE_MS);
    const wait = waitAfterNotFound(age, windowMinutes, ages.length - 1);
    if (wait === undefined) return ages;
    age += wait;
  }
}

describe('after a 404', () => {
  it('a call is asked for at growing intervals, at the very end of the window, then hourly for a day', () => {
    const ages = attempts(150);
    expect(ages.slice(0, 11)).toEqual([0, 2, 7, 17, 32, 52, 82, 112, 142, 150, 210]);
    expect(ages.at(-1)).toBe(24 * 60 + 30);
  });

  it('a shorter window shortens the waits in proportion', () => {
    expect(attempts(15).slice(0, 11)).toEqual([0, 0.2, 0.7, 1.7, 3.2, 5.2, 8.2, 11.2, 14.2, 15, 75]);
  });

  it('a call seen a day ago is given up', () => {
    expect(waitAfterNotFound(DAY_MS, 150, 30)).toBeUndefined();
    expect(waitAfterNotFound(DAY_MS - 1, 150, 30)).toBe(HOUR_MS);
  });

  it('a call is asked for 24 times, whatever a wrong clock has noted of when it was first seen', () => {
    const waits = Array.from({ length: 25 }, (_, attempts) => waitAfterNotFound(30 * DAY_MS, 150, attempts));
    expect(waits).toEqual([...Array(24).fill(HOUR_MS), undefined]);
  });
});

describe('after a fault of Graph', () => {
  it('the wait doubles from a minute to an hour', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => waitAfterFault(attempt, 0, 1))).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60, 60].map((minutes) => minutes * MINUTE_MS),
    );
  });

  it('jitter takes away up to half of it', () => {
    expect(waitAfterFault(0, 0, 0)).toBe(MINUTE_MS / 2);
  });

  it('goes on for as long as Graph keeps the record: 30 days', () => {
    expect(waitAfterFault(900, 30 * DAY_MS - 1, 1)).toBe(HOUR_MS);
    expect(waitAfterFault(900, 30 * DAY_MS, 1)).toBeUndefined();
  });
});
