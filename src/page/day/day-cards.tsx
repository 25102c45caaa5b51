/** The figures of a day, each beside what it rests on. */

import { counted, numeral, percent } from '../../wording/values.ts';
import { Card } from '../card.tsx';
import type { View } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import type { DayRead } from './read-day.ts';

interface DayCardsProps {
  readonly view: View;
  readonly read: DayRead;
}

export function DayCards({
  view,
  read: { counts, coverage, completeness, isKept, deletedAfterDays, hours },
}: DayCardsProps) {
  const { calls, poor, classified, withheld } = counts;
  const unclassified = calls - classified - withheld;
  const { fresh, missing, givenUp } = coverage;
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
        {withheld > 0 && `; ${numeral(withheld)} withheld`}
      </Card>
      {hasBegun && isKept ? (
        <StoredOfListed
          view={view}
          completeness={completeness}
          remark={areUtc ? undefined : 'of the hours of UTC that begin on it'}
        />
      ) : (
        <Card name="Stored of listed" value="–">
          {isKept ? 'this day has not begun' : notKeptText(deletedAfterDays)}
        </Card>
      )}
      <Card name="Waiting" value={numeral(waiting)}>
        {givenUp === 0 ? 'none given up' : <strong class="poor">{numeral(givenUp)} given up</strong>}
      </Card>
    </dl>
  );
}

function notKeptText(days: number | undefined): string {
  return days === undefined ? 'not kept any more' : `deleted after ${days} days (KEEP_DAYS)`;
}
