/** The figures of a day, each beside what it rests on. */

import { coverageRatio } from '../../reconcile/coverage-sum.ts';
import { counted, percent, percentCut } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import type { DayRead } from './read-day.ts';

export function DayCards({ read: { counts, coverage, hours } }: { readonly read: DayRead }) {
  const { calls, poor, unclassified } = counts;
  const classified = calls - unclassified;
  const { listed, unlisted, stored, fresh, missing, givenUp } = coverage;
  const ratio = coverageRatio(coverage);
  const open = hours.filter(({ listing }) => listing === 'open').length;
  const waiting = fresh + missing - givenUp;
  return (
    <dl class="cards">
      <Card name="Calls" value={whole(calls)}>
        started on this day, and stored
      </Card>
      <Card name="Calls with poor streams" value={whole(poor)}>
        {classified === 0
          ? 'no call is classified'
          : `${percent(poor / classified)} of ${counted(classified, 'call')}`}
        {unclassified > 0 && `; ${whole(unclassified)} not classified`}
      </Card>
      <Card name="Stored of listed" value={`${whole(stored)} of ${whole(listed + unlisted)}`}>
        {ratio !== undefined && `${percentCut(ratio)}; `}
        {open === 0 ? 'all hours are listed' : `${counted(open, 'hour')} to be listed again`}
      </Card>
      <Card name="Waiting" value={whole(waiting)}>
        {givenUp === 0 ? 'none given up' : <strong class="poor">{whole(givenUp)} given up</strong>}
      </Card>
    </dl>
  );
}

function whole(count: number): string {
  return count.toLocaleString('en-GB');
}
