/** Leads from a call with poor streams to the day it was on: whether others had the same, and what they had in common. */

import { countsByMedium } from '../../classify/tally.ts';
import { dayOf } from '../../language/day.ts';
import type { Grouping } from '../../summaries/read-quality.ts';
import type { ToldCall } from '../../told/tell-call.ts';
import type { View } from '../screen.ts';

/** What calls of a day can have in common. */
const COMMON: ReadonlyArray<Grouping> = ['building', 'network', 'device', 'platform', 'connection', 'hour'];

export function SameDay({ view, told: { head } }: { readonly view: View; readonly told: ToldCall }) {
  const [worst] = countsByMedium(head).toSorted((one, other) => other.poor - one.poor);
  if (worst === undefined || worst.poor === 0) return null;
  const day = dayOf(head.FirstStartDateTime);
  return (
    <nav class="pages" aria-label="The whole day">
      <span>Others on this day, by</span>
      {COMMON.map((by) => (
        <a href={view.href('/where', { by, medium: worst.medium, from: day, to: day })}>{by}</a>
      ))}
    </nav>
  );
}
