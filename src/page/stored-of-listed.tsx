/** How complete the days are on which the numbers of a screen rest: of all calls of the tenant, whoever was in them. */

import { type Period, periodText } from '../language/period.ts';
import { type Completeness, completenessParts, isWhole } from '../summaries/completeness.ts';
import { numeral } from '../wording/values.ts';
import { Card } from './card.tsx';
import type { View } from './screen.ts';

interface StoredOfListedProps {
  readonly view: View;
  readonly completeness: Completeness;
  /** Named where the screen does not name its days. */
  readonly days?: Period;
  /** What else is to be known of the hours that are counted. */
  readonly remark?: string | undefined;
}

export function StoredOfListed({ view, completeness, days, remark }: StoredOfListedProps) {
  const { stored, known } = completeness;
  const [share = known === 0 && isWhole(completeness) ? 'Graph listed no call' : undefined, ...rest] =
    completenessParts(completeness);
  const parts = [share, ...rest, remark].filter((part) => part !== undefined);
  return (
    <Card name="Stored of listed" value={`${numeral(stored)} of ${numeral(known)}`}>
      {days !== undefined && `${periodText(days)} (UTC): `}
      {parts.join('; ')}
      {!isWhole(completeness) && (
        <>
          . <a href={view.href('/flow')}>Is anything missing?</a>
        </>
      )}
    </Card>
  );
}
