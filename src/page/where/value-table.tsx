/** The values of a dimension, the worst first: how many of their streams were poor, and whether that is above the target. */

import { poorShare, poorShareLowerBound, type Verdict, verdictOf } from '../../summaries/poor-share.ts';
import type { QualityOfValue, QualityQuestion } from '../../summaries/read-quality.ts';
import { atLeast, numeral, percent, percentBeside } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { numberHeading, Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { localHour, queryOf, valueText } from './where-question.ts';

interface ValueTableProps {
  readonly view: View;
  readonly question: QualityQuestion;
  readonly values: ReadonlyArray<QualityOfValue>;
}

/** The marks stand for the words beside them. */
const MARKS: Readonly<Record<Verdict, string>> = {
  'above target': '▲',
  'perhaps above': '△',
  'within target': '',
};

export function ValueTable({ view, question, values }: ValueTableProps) {
  const { by } = question;
  const hasTarget = values.some(({ target }) => target !== undefined);
  const widest = Math.max(...values.map((value) => Math.max(poorShare(value), 2 * (value.target ?? 0))));
  return (
    <>
      <Table
        label={`Values by ${by}`}
        class="values stacks"
        headings={[
          headingOf(by),
          numberHeading('Poor share'),
          { content: <span class="unseen">Poor share, drawn</span> },
          ...(hasTarget ? ['Verdict'] : []),
          numberHeading('Poor streams'),
          numberHeading('Streams'),
          numberHeading('Calls'),
          numberHeading('People'),
        ]}
      >
        {values.map((value) => (
          <Row
            view={view}
            question={question}
            value={value}
            widest={widest}
            verdict={hasTarget ? (verdictOf(value) ?? '') : undefined}
          />
        ))}
      </Table>
      <p class="quiet note">
        Poor share is poor ÷ (poor + good). The strong part of a bar is the lower end of the 99 % interval;
        the rows are sorted by it.{' '}
        {hasTarget && 'The upright line is Microsoft’s target; "perhaps above" may be chance. '}
        {by === 'hour' || by === 'day'
          ? 'Calls are all that started then. '
          : 'Calls and people had a stream there, of whatever medium. '}
        ≥: at least so many. Users may not have noticed every stream that is poor by the rules.
      </p>
    </>
  );
}

function headingOf(by: string): string {
  const name = by.charAt(0).toUpperCase() + by.slice(1);
  return by === 'hour' || by === 'day' ? `${name} (UTC)` : name;
}

interface RowProps {
  readonly view: View;
  readonly question: QualityQuestion;
  readonly value: QualityOfValue;
  readonly widest: number;
  /** Undefined where no row has a target. */
  readonly verdict: Verdict | '' | undefined;
}

function Row({ view, question, value, widest, verdict }: RowProps) {
  const { good, poor, calls, areCallsAtLeast, people, target } = value;
  const text = valueText(question.by, value.value);
  const local = question.by === 'hour' ? localHour(value.value, view.zone) : undefined;
  return (
    <tr>
      <th scope="row">
        <Outside text={text} />
        {local !== undefined && <span class="quiet local">{local}</span>}
      </th>
      <td class={verdict === 'above target' ? 'number poor' : 'number'}>
        {percentBeside(poorShare(value), target)}
      </td>
      <td>
        <Bar
          share={poorShare(value) / widest}
          certain={poorShareLowerBound(value) / widest}
          target={target === undefined ? undefined : target / widest}
        />
      </td>
      {verdict !== undefined && (
        <td class={verdict === 'above target' ? 'verdict poor' : 'verdict'}>
          {verdict !== '' && `${MARKS[verdict]} ${verdict}`.trim()}
          {target !== undefined && <span class="quiet"> {percent(target)}</span>}
        </td>
      )}
      <td class="number" data-is="Poor streams">
        {poor === 0 ? (
          '0'
        ) : (
          <a
            href={view.href('/where/calls', { ...queryOf(question), value: value.value })}
            aria-label={`${numeral(poor)} poor streams, ${text}: the calls`}
          >
            {numeral(poor)}
          </a>
        )}
      </td>
      <td class="number" data-is="Streams">
        {numeral(good + poor)}
      </td>
      <td class="number" data-is="Calls">
        {areCallsAtLeast ? atLeast(calls) : numeral(calls)}
      </td>
      <td class="number" data-is="People">
        {atLeast(people)}
      </td>
    </tr>
  );
}

const BAR_WIDTH = 160;
const BAR_HEIGHT = 14;

/** Each as a part of the width. */
function Bar({
  share,
  certain,
  target,
}: {
  readonly share: number;
  readonly certain: number;
  readonly target: number | undefined;
}) {
  return (
    <svg class="bar" viewBox={`0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`} aria-hidden="true">
      <rect class="ground" width={BAR_WIDTH} height={BAR_HEIGHT} rx="2" />
      <rect class="share" width={share * BAR_WIDTH} height={BAR_HEIGHT} rx="2" />
      <rect class="certain" width={certain * BAR_WIDTH} height={BAR_HEIGHT} rx="2" />
      {target !== undefined && (
        <line class="target" x1={target * BAR_WIDTH} x2={target * BAR_WIDTH} y1="0" y2={BAR_HEIGHT} />
      )}
    </svg>
  );
}

export const valueTableStyle = `
.values th[scope="row"] { vertical-align: middle; font-size: inherit; color: var(--text); white-space: normal; min-width: 9rem; }
.values td { vertical-align: middle; }
.values .verdict { white-space: nowrap; }
@media (max-width: 46rem) { .values th[scope="row"] { flex: 1 0 100%; } }
.values .verdict .quiet { font-weight: 400; }
.bar { display: block; width: 10rem; height: 0.9rem; }
.bar .ground { fill: var(--line); opacity: 0.55; }
.bar .share { fill: var(--poor-fill); opacity: 0.45; }
.bar .certain { fill: var(--poor-fill); }
.bar .target { stroke: var(--text); stroke-width: 2; }
@media (min-width: 46rem) and (max-width: 60rem) { .bar { width: 4.5rem; } .values .verdict .quiet { display: block; } }
.values .local { display: block; font-size: 0.87rem; }
.note { margin-top: 0.6rem; }
`;
