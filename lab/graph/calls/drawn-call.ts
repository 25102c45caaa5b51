/** When a call ends, of which kind it is and who begins it, where nothing is asked for: by chance, or evenly over hours. */

import { type Random, weightedAt } from '../../random.ts';
import { CALL_KIND_WEIGHTS, type CallKind } from '../call-kinds.ts';
import { DIRECTORY_SIZE } from '../records/people.ts';

export interface DrawnCall {
  readonly millisecondsAgo: number;
  readonly kind: CallKind;
  /** The first employee who takes part, if one does. */
  readonly firstEmployee: number;
}

/** Multiples of these, without their whole part, fill a cube more evenly than chance does (the R3 sequence). */
const STEPS = [0.8191725134, 0.6710436067, 0.5497004779] as const;

/**
 * The call of that number, from 0. Over hours that lie behind, so that few calls are a whole day with every kind and
 * nearly every employee; `random` is the tenant's then, and the call's own otherwise.
 */
export function drawnCall(random: Random, number: number, hours: number): DrawnCall {
  const own = random.fork('call', number);
  const [time, kind, employee] = STEPS.map((step, axis) =>
    hours === 0
      ? own.fork('drawn', axis).fraction()
      : (random.fork('drawn', axis).fraction() + number * step) % 1,
  ) as [number, number, number];
  return {
    millisecondsAgo: Math.floor(time * hours * 3_600_000),
    kind: weightedAt(CALL_KIND_WEIGHTS, kind),
    firstEmployee: Math.floor(employee * DIRECTORY_SIZE),
  };
}
