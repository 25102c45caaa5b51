import { describe, expect, test } from 'vitest';
import { parseDateTime } from '../../src/language/date-time.ts';
import {
  earliestListableHour,
  type Finding,
  firstCheckAt,
  type Hour,
  hourOf,
  hoursFrom,
  NOTHING_COUNTED,
  nextCheckAt,
  parseHour,
  unansweredInterruption,
} from '../../src/reconcile/coverage.ts';

const WINDOW_MINUTES = 150;
const HOUR = hour('2026-11-23T09');
const HOUR_END = new Date('2026-11-23T10:00:00Z');
const COMPLETE: Finding = { ...NOTHING_COUNTED, freshUntil: undefined, incompleteSince: undefined };

function hour(text: string): Hour {
  const parsed = parseHour(text);
  if (parsed === undefined) throw new Error(`${text} is not an hour`);
  return parsed;
}

function hoursAfterEnd(hours: number): Date {
  return new Date(HOUR_END.getTime() + hours * 3_600_000);
}

/** Hours from one check to the next, from the hour's end on, when each check is made in time. */
function intervals(found: Finding, windowMinutes = WINDOW_MINUTES): ReadonlyArray<number> {
  const ages: Array<number> = [0];
  for (;;) {
    const next = nextCheckAt(HOUR, found, hoursAfterEnd(ages.at(-1) ?? 0), windowMinutes);
    if (next === undefined) return ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
    ages.push((next.getTime() - HOUR_END.getTime()) / 3_600_000);
  }
}

describe('an hour', () => {
  test('is written as day and hour in UTC', () => {
    expect(hourOf(new Date('2026-11-23T09:59:59.999Z'))).toBe('2026-11-23T09');
    expect(parseHour('2026-11-23T09')).toBe('2026-11-23T09');
  });

  test.each(['2026-11-23', '2026-11-23T24', '2026-02-30T01', '2026-11-23T9', '2026-11-23T09:00', ''])(
    'is not %j',
    (text) => {
      expect(parseHour(text)).toBeUndefined();
    },
  );

  test('is followed by the next one, across midnight and the end of the year', () => {
    expect([...hoursFrom(hour('2026-12-31T22'), hour('2027-01-01T01'))]).toEqual([
      '2026-12-31T22',
      '2026-12-31T23',
      '2027-01-01T00',
      '2027-01-01T01',
    ]);
    expect([...hoursFrom(hour('2027-01-01T01'), hour('2027-01-01T00'))]).toEqual([]);
  });

  test('can be listed for 30 days', () => {
    expect(earliestListableHour(new Date('2026-11-30T09:30:00Z'))).toBe('2026-10-31T09');
  });

  test('is first checked when it ends, or at once when it has ended', () => {
    expect(firstCheckAt(HOUR, new Date('2026-11-23T09:00:05Z'), WINDOW_MINUTES)).toEqual(HOUR_END);
    const later = new Date('2026-11-29T00:00:00Z');
    expect(firstCheckAt(HOUR, later, WINDOW_MINUTES)).toEqual(later);
  });
});

describe('an hour is checked again', () => {
  test('hourly until it is 6 h old, every 6 h until 48 h, then at 3, 7, 14 and 29 days, and no more', () => {
    const late = [72 - 48, 4 * 24, 7 * 24, 15 * 24];
    expect(intervals(COMPLETE)).toEqual([...Array(6).fill(1), ...Array(7).fill(6), ...late]);
  });

  test('in proportion to a shorter latency window', () => {
    expect(nextCheckAt(HOUR, COMPLETE, HOUR_END, 1.5)).toEqual(new Date(HOUR_END.getTime() + 36_000));
  });

  test('an hour later while calls are missing, and after six hours of that every six', () => {
    const now = hoursAfterEnd(200);
    const missing = { ...COMPLETE, listed: 1, missing: 1 };
    expect(nextCheckAt(HOUR, { ...missing, incompleteSince: now }, now, WINDOW_MINUTES)).toEqual(
      hoursAfterEnd(201),
    );
    expect(
      nextCheckAt(HOUR, { ...missing, incompleteSince: hoursAfterEnd(194) }, now, WINDOW_MINUTES),
    ).toEqual(hoursAfterEnd(206));
  });

  test('at its usual time when all that is missing has been given up on', () => {
    const found = { ...COMPLETE, listed: 1, missing: 1, givenUp: 1, incompleteSince: hoursAfterEnd(200) };
    expect(nextCheckAt(HOUR, found, hoursAfterEnd(200), WINDOW_MINUTES)).toEqual(hoursAfterEnd(14 * 24));
  });

  test('as soon as calls that are too fresh to be missing are so no more', () => {
    const freshUntil = hoursAfterEnd(202.5);
    const found = { ...COMPLETE, listed: 1, fresh: 1, freshUntil };
    expect(nextCheckAt(HOUR, found, hoursAfterEnd(200), WINDOW_MINUTES)).toEqual(freshUntil);
  });

  test('never when Graph will have forgotten it by then', () => {
    const now = hoursAfterEnd(30 * 24 - 0.5);
    const missing = { ...COMPLETE, listed: 1, missing: 1, incompleteSince: now };
    expect(nextCheckAt(HOUR, missing, now, WINDOW_MINUTES)).toBeUndefined();
  });
});

describe('what may have been missed is answered', () => {
  const at = (time: string) => parseDateTime(`2026-11-23T${time}:00Z`);

  test('until everything up to it has been', () => {
    const row = { GapTo: at('08:00'), MissedAt: at('09:00') };
    expect(unansweredInterruption(row)).toBe(at('09:00'));
    expect(unansweredInterruption({ ...row, ResyncedAt: at('08:00') })).toBe(at('09:00'));
    expect(unansweredInterruption({ ...row, ResyncedAt: at('09:00') })).toBeUndefined();
  });

  test.each(['GapTo', 'MissedAt', 'SubscriptionRemovedAt', 'ResumedAt'])('when a row tells %s', (column) => {
    expect(unansweredInterruption({ [column]: at('09:00') })).toBe(at('09:00'));
  });

  test('not when nothing happened', () => {
    expect(unansweredInterruption({})).toBeUndefined();
    expect(unansweredInterruption({ ResyncedAt: at('09:00') })).toBeUndefined();
  });
});
