/** The figures of a day, each beside what it rests on. */

import { coverageRatio } from '../../reconcile/coverage-sum.ts';
import { counted, numeral, percent, percentCut } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import type { View } from '../screen.ts';
import type { DayRead, Listing } from './read-day.ts';

interface DayCardsProps {
  readonly view: View;
  readonly read: DayRead;
}

export function DayCards({ view, read: { counts, coverage, hours } }: DayCardsProps) {
  const { calls, poor, unclassified } = counts;
  const classified = calls - unclassified;
  const { listed, unlisted, stored, fresh, missing, givenUp } = coverage;
  const ratio = coverageRatio(coverage);
  const countOf = (which: Listing) => hours.filter(({ listing }) => listing === which).length;
  const [open, never] = [countOf('open'), countOf('never')];
  const hasBegun = hours.some(({ listing }) => listing !== undefined);
  const areUtc = hours.every(({ hoursOfCoverage }) => hoursOfCoverage <= 1);
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
        {hasBegun ? open + never === 0 && 'each hour is listed' : 'this day has not begun'}
        {open > 0 && `${counted(open, 'hour')} may have changed since`}
        {open > 0 && never > 0 && ', '}
        {never > 0 && `${counted(never, 'hour')} not listed`}
        {!areUtc && '; of the hours of UTC that begin on it'}
        {(open + never > 0 || waiting > 0) && (
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
