/** A lane for each participant: when they were there, and when their streams were poor; in words as well. */

import { type DateTime, toDate } from '../../language/date-time.ts';
import type { Failure, Person } from '../../told/people.ts';
import { poorPartsOf, whatWasPoor } from '../../told/poor-parts.ts';
import type { ToldCall } from '../../told/tell-call.ts';
import { failureInWords } from '../../told/words.ts';
import { counted, numeral } from '../../wording/values.ts';
import { POOR_FILL, PoorPattern } from '../poor-pattern.tsx';
import type { View } from '../screen.ts';
import { FoldedTable } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';

const WIDTH = 480;
const HEIGHT = 20;
const BAR_HEIGHT = 12;
/** Whoever was there for a moment is seen, too. */
const LEAST_WIDTH = 3;

/** Lanes of a page that are seen at once: what stands below them is found without a long way. */
const MOST_UNFOLDED = 12;

interface LanesProps {
  readonly view: View;
  readonly told: ToldCall;
}

export function Lanes({ view, told }: LanesProps) {
  const { head, people, shown } = told;
  if (people.length === 0) return <p class="empty">The record names no participant.</p>;
  const span = { from: head.CallStartDateTime, to: head.CallEndDateTime };
  return (
    <>
      <h2>{counted(people.length, 'participant')}, the worst first</h2>
      <p class="legend">
        <svg class="definitions" aria-hidden="true">
          <PoorPattern />
        </svg>
        <span>
          <svg class="key" viewBox="0 0 14 11" aria-hidden="true">
            <rect class="there" width="14" height="10" />
          </svg>
          in the call
        </span>
        {told.poorStreams.length > 0 && (
          <span>
            <svg class="key" viewBox="0 0 14 11" aria-hidden="true">
              <rect fill={POOR_FILL} width="14" height="10" />
            </svg>
            poor streams; Graph does not tell when in that time
          </span>
        )}
      </p>
      <FoldedTable
        label="Participants"
        class="lanes stacks"
        headings={[
          'Participant',
          'Streams',
          'Joined',
          'Left',
          { content: <Axis view={view} span={span} />, class: 'lane' },
        ]}
        most={MOST_UNFOLDED}
        others="more participants"
        rows={shown.map((person) => <LaneRow view={view} told={told} person={person} span={span} />)}
      />
    </>
  );
}

interface Span {
  readonly from: DateTime | undefined;
  readonly to: DateTime | undefined;
}

function Axis({ view, span: { from, to } }: { readonly view: View; readonly span: Span }) {
  return (
    <span class="axis">
      <span>{from !== undefined && <Time view={view} at={from} form="time" />}</span>
      <span>{to !== undefined && <Time view={view} at={to} form="time" />}</span>
    </span>
  );
}

interface LaneRowProps extends LanesProps {
  readonly person: Person;
  readonly span: Span;
}

function LaneRow({ view, told, person, span }: LaneRowProps) {
  const { id, name, kind, address, platforms, joined, left, stays } = person;
  const parts = poorPartsOf(told.poorStreams, person);
  return (
    <tr>
      <th scope="row">
        {id !== undefined && view.showsPersons ? (
          <a href={view.href('/person', { name: id })}>
            <Outside text={name} />
          </a>
        ) : (
          <Outside text={name} />
        )}
        <span class="quiet aside">
          {[kind, ...(platforms.length === 0 ? [] : [`on ${platforms.join(', ')}`])].join(' ')}
        </span>
        {address !== undefined && (
          <span class="quiet aside">
            <Outside text={address} />
          </span>
        )}
      </th>
      <td class="result">
        <Result told={told} person={person} />
      </td>
      <td data-is="Joined">{joined !== undefined && <Time view={view} at={joined} form="time" />}</td>
      <td data-is="Left">{left !== undefined && <Time view={view} at={left} form="time" />}</td>
      <td class="lane">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
          {stays.map((stay) => (
            <Bar span={span} part={stay} />
          ))}
          {parts.map((part) => (
            <Bar span={span} part={part} isPoor />
          ))}
        </svg>
      </td>
    </tr>
  );
}

function Bar({
  span,
  part,
  isPoor = false,
}: {
  readonly span: Span;
  readonly part: Span;
  readonly isPoor?: boolean;
}) {
  const [start, end] = [milliseconds(span.from), milliseconds(span.to)];
  const [from, to] = [milliseconds(part.from) ?? start, milliseconds(part.to) ?? end];
  if (start === undefined || end === undefined || from === undefined || to === undefined || end <= start) {
    return null;
  }
  const at = (instant: number) => Math.min(WIDTH, Math.max(0, ((instant - start) / (end - start)) * WIDTH));
  const width = Math.max(LEAST_WIDTH, at(to) - at(from));
  return (
    <rect
      {...(isPoor ? { fill: POOR_FILL } : { class: 'there' })}
      x={Math.min(at(from), WIDTH - LEAST_WIDTH).toFixed(1)}
      y={(HEIGHT - BAR_HEIGHT) / 2}
      width={width.toFixed(1)}
      height={BAR_HEIGHT}
      rx={isPoor ? 0 : 3}
    />
  );
}

function milliseconds(instant: DateTime | undefined): number | undefined {
  return instant === undefined ? undefined : toDate(instant).getTime();
}

interface ResultProps {
  readonly told: ToldCall;
  readonly person: Person;
}

/** How it went for one, in words. */
function Result({ told, person }: ResultProps) {
  const { poor, failures, rating } = person;
  const what = whatWasPoor(told.poorStreams, person);
  return (
    <>
      <span class={poor > 0 ? 'poor' : 'quiet'}>{streamsText(told, person)}</span>
      {what !== '' && <span class="aside">{what}</span>}
      {alike(failures).map(([how, reason, count]) => (
        <span class="aside">
          {count === 1 ? 'session' : counted(count, 'session')} {how}
          {reason !== undefined && (
            <>
              {': '}
              <Outside text={reason} />
            </>
          )}
        </span>
      ))}
      {rating !== undefined && <span class="aside">rated {rating}</span>}
    </>
  );
}

function streamsText({ isClassified }: ToldCall, person: Person): string {
  const { good, poor, unclassified, failures, stays } = person;
  if (stays.length === 0) return failures.length === 0 ? 'in no session' : 'not connected';
  if (!isClassified) return 'not classified';
  if (poor > 0) return `${numeral(poor)} of ${numeral(good + poor)} poor`;
  if (good > 0) return `${numeral(good)} good`;
  return unclassified === 0 ? 'no stream' : `${counted(unclassified, 'stream')}, none judged`;
}

/** Failures of one kind and reason as one, with their number. */
function alike(failures: ReadonlyArray<Failure>) {
  const groups = Map.groupBy(failures, ({ stage, reason = '' }) => `${stage} ${reason}`);
  return Array.from(
    groups.values(),
    ([first, ...others]) => [failureInWords(first?.stage ?? ''), first?.reason, others.length + 1] as const,
  );
}

export const lanesStyle = `
.call-heading h1 { font-size: 1.45rem; max-width: 60rem; }
.call-heading h1.long { font-size: 1.15rem; line-height: 1.45; font-weight: 500; }
.call-heading + p { margin-top: 0.8rem; }
.call-heading .pages { margin: 0.8rem 0 0; }
.definitions { position: absolute; width: 0; height: 0; }
.lanes th[scope="row"] { font-size: inherit; color: var(--text); white-space: normal; min-width: 11rem; }
@media (min-width: 64rem) { .lanes th[scope="row"] { min-width: 20rem; } }
.lanes .aside { display: block; font-size: 0.87rem; font-weight: 400; overflow-wrap: anywhere; }
.lanes td .aside { color: var(--quiet); min-width: 8rem; }
.lanes .lane { width: 34%; min-width: 13rem; padding-right: 0; }
.lanes .lane svg { display: block; width: 100%; height: auto; }
.lanes .lane line { stroke: var(--line); stroke-dasharray: 2 3; }
rect.there { fill: var(--calm); }
.lanes td { white-space: nowrap; }
.lanes td.result { white-space: normal; }
.lanes .axis { display: flex; justify-content: space-between; }
@media (max-width: 46rem) {
  .lanes th[scope="row"], .lanes .lane, .lanes td.result { flex: 1 0 100%; min-width: 0; }
  .lanes .lane { margin-top: 0.3rem; }
}
`;
