/** The figures of a day, each beside what it rests on. */

import { coverageRatio } from '../../reconcile/coverage-sum.ts';
import type { HourState } from '../../reconcile/hour-state.ts';
import { counted, numeral, percent, percentCut } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import { HOUR_STATE_NAMES } from '../hour-mark.tsx';
import type { View } from '../screen.ts';
import type { DayRead } from './read-day.ts';

/** States of hours whose list says less than all. */
const OPEN = ['due', 'unchecked', 'agedOut'] as const satisfies ReadonlyArray<HourState>;

interface DayCardsProps {
  readonly view: View;
  readonly read: DayRead;
}

export function DayCards({ view, read: { counts, coverage, hours } }: DayCardsProps) {
  const { calls, poor, unclassified } = counts;
  const classified = calls - unclassified;
  const { listed, unlisted, stored, fresh, missing, givenUp } = coverage;
  const ratio = coverageRatio(coverage);
  const open = OPEN.map((state) => ({
    state,
    count: hours.filter((hour) => hour.state === state).length,
  })).filter(({ count }) => count > 0);
  const hasBegun = hours.some(({ state }) => state !== undefined);
  const areUtc = hours.every(({ hoursOfCoverage }) => hoursOfCoverage.length <= 1);
  const waiting = fresh + missing - givenUp;
  return (
    <dl class="cards">
      <Card name="Calls" value={numeral(calls)}>
        started on this day, and stored
      </Card>
      <Card name="Calls with poor streams" value={numeral(poor)}>
        {classified === 0
          ? 'no call is classified'
          : `${percent(poor / classified)} of ${counted(classified, 'call')}`}
        {unclassified > 0 && `; ${numeral(unclassified)} not classified`}
      </Card>
      <Card name="Stored of listed" value={`${numeral(stored)} of ${numeral(listed + unlisted)}`}>
        {ratio !== undefined && `${percentCut(ratio)}; `}
        {hasBegun ? open.length === 0 && 'each hour is listed' : 'this day has not begun'}
        {open.map(({ state, count }) => `${counted(count, 'hour')} ${HOUR_STATE_NAMES[state]}`).join(', ')}
        {!areUtc && '; of the hours of UTC that begin on it'}
        {(open.length > 0 || waiting > 0) && (
          <>
            . <a href={view.href('/flow')}>Is anything missing?</a>
          </>
        )}
      </Card>
      <Card name="Waiting" value={numeral(waiting)}>
        {givenUp === 0 ? 'none given up' : <strong class="poor">{numeral(givenUp)} given up</strong>}
      </Card>
    </dl>
  );
}
