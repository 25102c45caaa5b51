/** Of which kind a call is, when it begins and who begins it, where nothing is asked for. */

import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import { type Random, weightedAt } from '../../random.ts';
import { CALL_KIND_WEIGHTS, type CallKind } from '../call-kinds.ts';
import { DIRECTORY_SIZE } from '../records/people.ts';

export interface DrawnCall {
  readonly kind: CallKind;
  /** The first employee who takes part, if one does. */
  readonly firstEmployee: number;
  /** From 0 to below 1: where it lies between the smallest and the largest of its kind. */
  readonly size: number;
  /** Milliseconds since the epoch; undefined for a call that ends now. */
  readonly beginsAt?: number;
}

/** By chance. */
export function drawnCall(call: Random, asked: CallKind | undefined): DrawnCall {
  return {
    kind: asked ?? call.fork('kind').weighted(CALL_KIND_WEIGHTS),
    size: call.fork('size').fraction(),
    firstEmployee: call.fork('firstEmployee').integer(0, DIRECTORY_SIZE - 1),
  };
}

/** A day of calls, or some hours of one. */
export interface Period {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly hours: number;
}

/** Multiples of them, without their whole part, fill an interval more evenly than chance does, each in its own way. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;
const SILVER_RATIO = 1 + Math.SQRT2;

/**
 * The call of that number, from 0, dealt out to the hours in turn: of a few hundred calls each hour gets every kind in
 * its share, small and large, and every employee some. Large meetings are all in the first hour, or one would decide what another is like.
 */
export function dealtCall(
  calls: Random,
  number: number,
  asked: CallKind | undefined,
  { from, hours }: Period,
): DrawnCall {
  const evenly = (start: Random, count: number, step = GOLDEN_RATIO): number =>
    (start.fraction() + count * step) % 1;
  const turn = number % hours;
  const round = Math.floor(number / hours);
  const kind = asked ?? weightedAt(CALL_KIND_WEIGHTS, evenly(calls.fork('kinds', turn), round));
  const hour = kind === 'large-meeting' ? 0 : turn;
  const intoHour = calls.fork('call', number, 'beginsAt').fraction();
  return {
    kind,
    size: evenly(calls.fork('sizes', turn), round, SILVER_RATIO),
    firstEmployee: Math.floor(evenly(calls.fork('employees'), number) * DIRECTORY_SIZE),
    beginsAt: (Math.floor(from / HOUR_MS) + hour + intoHour) * HOUR_MS,
  };
}
