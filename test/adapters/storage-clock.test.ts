import { describe, expect, it } from 'vitest';
import { followStorage } from '../../src/adapters/storage-clock.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { silentLog } from '../../src/logs/log.ts';
import { CLOCKS_DIFFER_MS } from '../../src/ports/clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const START = Date.parse('2026-11-29T09:00:00Z');

/** Time at storage passes as the test says; the own clock is ahead by as much as the test says. */
function world(aheadMs: number) {
  let right = START;
  let ahead = aheadMs;
  const clock = followStorage({ ...systemClock, now: () => new Date(right + ahead) }, silentLog);
  return {
    clock,
    pass: (milliseconds: number) => {
      right += milliseconds;
    },
    setAhead: (milliseconds: number) => {
      ahead = milliseconds;
    },
    /** Storage answers half-way. */
    request(takesMs = 2 * SECOND) {
      const answered = clock.asks();
      right += takesMs / 2;
      const answeredAt = new Date(right);
      right += takesMs / 2;
      answered(answeredAt);
    },
    /** How far what the clock says is ahead. */
    isAhead: () => clock.now().getTime() - right,
  };
}

describe('a clock that follows storage', () => {
  it.each([20 * HOUR, -20 * HOUR, 200 * HOUR, -8 * MINUTE])(
    'is right within seconds once storage has answered, though the own one is wrong by %i ms',
    (ahead) => {
      const { clock, request, isAhead } = world(ahead);
      expect(clock.heardLately).toBe(false);
      request();
      expect(Math.abs(isAhead())).toBeLessThanOrEqual(SECOND);
      expect(clock.heardLately).toBe(true);
    },
  );

  it('is the own one while that is close to storage', () => {
    const { request, isAhead } = world(6 * MINUTE);
    request();
    expect(isAhead()).toBe(6 * MINUTE);
  });

  it('differs from another that follows storage by no more than clocks may, however far both are off', () => {
    for (let off = 0; off <= 20 * MINUTE; off += 10 * SECOND) {
      const [ahead, behind] = [world(off), world(-off)];
      ahead.request();
      behind.request();
      expect(ahead.isAhead() - behind.isAhead()).toBeLessThan(CLOCKS_DIFFER_MS);
    }
  });

  it('is not corrected to and fro where the own one drifts about the bound, and is the own one again well within it', () => {
    const { request, setAhead, isAhead } = world(7.1 * MINUTE);
    request();
    for (const minutes of [6, 7.1, 5.5, 8, 6]) {
      setAhead(minutes * MINUTE);
      request();
      expect(Math.abs(isAhead())).toBeLessThanOrEqual(MINUTE + SECOND);
    }
    setAhead(4 * MINUTE);
    request();
    expect(isAhead()).toBe(4 * MINUTE);
  });

  it('goes evenly once it is corrected, however long answers are under way', () => {
    const { request, isAhead } = world(20 * HOUR);
    request();
    const corrected = isAhead();
    for (const seconds of [0, 8, 1, 20]) {
      request(seconds * SECOND);
      expect(isAhead()).toBe(corrected);
    }
  });

  it('has to hear from storage again after five minutes, and once the own one has been set', () => {
    const { clock, pass, request, setAhead, isAhead } = world(0);
    request();
    pass(4 * MINUTE);
    expect(clock.heardLately).toBe(true);
    pass(2 * MINUTE);
    expect(clock.heardLately).toBe(false);
    request();
    setAhead(-30 * HOUR);
    expect(clock.heardLately).toBe(false);
    request();
    expect(Math.abs(isAhead())).toBeLessThanOrEqual(SECOND);
    setAhead(0);
    expect(clock.heardLately).toBe(false);
    request();
    expect(isAhead()).toBe(0);
  });

  it('learns nothing from an answer that was under way while the machine slept or its clock was set', () => {
    const { clock, pass, request, setAhead, isAhead } = world(0);
    request(8 * HOUR);
    expect(isAhead()).toBe(0);
    const answered = clock.asks();
    setAhead(-5 * HOUR);
    answered(new Date(START));
    pass(MINUTE);
    setAhead(0);
    expect(isAhead()).toBe(0);
    expect(clock.heardLately).toBe(false);
  });

  it('does not believe a time that is none', () => {
    const { clock, isAhead } = world(0);
    clock.asks()(new Date('once upon a time'));
    expect(isAhead()).toBe(0);
    expect(clock.heardLately).toBe(false);
  });
});
