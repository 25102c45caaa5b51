/** How good the streams of a call or a session were, in words. */

import { countsByMedium, type MediumCounts } from '../classify/tally.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import type { SessionValues } from '../tables/declarations/sessions.ts';
import { numeral } from '../wording/values.ts';
import { isWithheld } from './withheld-call.ts';

type Classified = Pick<MediumCounts, 'good' | 'poor'>;

/** `2 of 24`: the poor ones of the streams that could be classified. */
export function poorStreams(row: SessionValues | CallsByDayValues): string {
  return poorOf(total(countsByMedium(row)));
}

/** The same for a list, whose calls may be withheld, or stored before streams were classified. */
export function poorStreamsOfCall(call: CallsByDayValues): string {
  if (isWithheld(call)) return 'withheld';
  return call.RuleSet === undefined ? 'not classified' : poorStreams(call);
}

export function hasPoorStream(call: CallsByDayValues): boolean {
  return total(countsByMedium(call)).poor > 0;
}

/** `2 of 24` */
export function poorOf({ good, poor }: Classified): string {
  return `${numeral(poor)} of ${numeral(poor + good)}`;
}

function total(all: ReadonlyArray<Classified>): Classified {
  const sum = (quality: keyof Classified) => all.reduce((count, counts) => count + counts[quality], 0);
  return { good: sum('good'), poor: sum('poor') };
}
