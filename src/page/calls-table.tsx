/** A table of calls: what every list of the page says of a call, and behind it what the list is about. */

import type { Child } from 'hono/jsx';
import { organizerOf } from '../calls/organizer.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { becauseText, callTypeInWords } from '../told/words.ts';
import { counted, duration } from '../wording/values.ts';
import type { View } from './screen.ts';
import { numberHeading, Table } from './table.tsx';
import { Outside } from './text.tsx';
import { Time } from './time.tsx';

interface CallsTableProps {
  readonly view: View;
  readonly label: string;
  /** Where the day is known, the time is enough. */
  readonly start: 'time' | 'day and time';
  readonly columns: ReadonlyArray<CallsColumn>;
  readonly rows: ReadonlyArray<CallsRow>;
}

interface CallsColumn {
  readonly title: string;
  readonly isNumber?: true;
}

interface CallsRow {
  readonly call: CallsByDayValues;
  /** One for each column. */
  readonly cells: ReadonlyArray<CallsCell>;
}

interface CallsCell {
  readonly content: Child;
  /** Of a number of poor streams: whether there are any. */
  readonly isPoor?: boolean;
}

export function CallsTable({ view, label, start, columns, rows }: CallsTableProps) {
  return (
    <Table
      label={label}
      class={`calls stacks${start === 'time' ? '' : ' dated'}`}
      headings={[
        'Start',
        numberHeading('Lasted'),
        'Type',
        'Organizer',
        numberHeading('People'),
        ...columns.map(({ title, isNumber }) => (isNumber ? numberHeading(title) : title)),
      ]}
    >
      {rows.map(({ call, cells }) => (
        <tr>
          <th scope="row">
            <a href={view.href(`/call/${call.CallId}`)}>
              <Time view={view} at={call.CallStartDateTime ?? call.FirstStartDateTime} form={start} />
            </a>
          </th>
          <td class="number" data-is="Lasted">
            {duration(call.CallDurationSeconds)}
          </td>
          <td class="nowrap">
            <Outside text={callTypeInWords(call.CallType)} />
          </td>
          <td>
            <Outside text={organizerOf(call)} />
          </td>
          <td class="number" data-is="People">
            {call.ParticipantCount}
          </td>
          {columns.map((column, index) => (
            <Cell cell={cells[index]} column={column} />
          ))}
        </tr>
      ))}
    </Table>
  );
}

interface CellProps {
  readonly cell: CallsCell | undefined;
  readonly column: CallsColumn;
}

function Cell({ cell: { content, isPoor } = NOTHING, column: { title, isNumber } }: CellProps) {
  const classes = [
    ...(isNumber ? ['number'] : []),
    ...(isPoor === undefined ? [] : [isPoor ? 'poor' : 'quiet']),
  ];
  return (
    <td data-is={title} {...(classes.length === 0 ? {} : { class: classes.join(' ') })}>
      {content}
    </td>
  );
}

const NOTHING: CallsCell = { content: '' };

/** Why a call was poor, whoever was concerned: the reasons of its poor streams, and the sessions that failed. */
export function whyOfCall(call: CallsByDayValues): string {
  const { QualityBecause = '', DroppedSessionCount = 0, SetupFailedSessionCount = 0 } = call;
  const parts = [becauseText(QualityBecause === '' ? [] : QualityBecause.split(','))];
  if (SetupFailedSessionCount > 0) parts.push(`${counted(SetupFailedSessionCount, 'session')} not set up`);
  if (DroppedSessionCount > 0) parts.push(`${counted(DroppedSessionCount, 'session')} dropped`);
  return parts.filter((part) => part !== '').join(', ');
}

export const callsTableStyle = `
.calls th[scope="row"] { font-size: inherit; }
@media (min-width: 46rem) and (max-width: 64rem) {
  .calls th { white-space: normal; }
  .dated th[scope="row"] { min-width: 6.5rem; }
  .dated .nowrap { white-space: normal; }
  .calls th, .calls td { padding-right: 0.5rem; }
  .calls td:nth-child(4) { min-width: 6rem; }
}
@media (min-width: 64rem) { .calls td:nth-child(4) { min-width: 13rem; } }
`;
