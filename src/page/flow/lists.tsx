/** The calls that wait to be ingested, and the messages that were given up on. */

import { lastAnswer, reasonOf, stateOf, WAITING } from '../../pending/pending-rows.ts';
import type { StoredRow } from '../../tables/cell.ts';
import { textIn, timeIn } from '../../tables/cell-text.ts';
import type { View } from '../screen.ts';
import { numberHeading, Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';
import type { SomeRows } from './read-flow.ts';

export function Pending({ view, pending: { rows, hasMore } }: { view: View; pending: SomeRows }) {
  if (rows.length === 0) return <p class="quiet">No call waits.</p>;
  return (
    <>
      <Table
        label="Calls that wait"
        class="stacks"
        headings={[
          'State',
          'Reason',
          'Call',
          'First seen',
          'Next attempt',
          numberHeading('Attempts'),
          'Last answer',
        ]}
      >
        {rows.map((row) => (
          <tr>
            <td class="nowrap">{stateOf(row)}</td>
            <td>
              <Outside text={reasonOf(row)} />
            </td>
            <td class="id nowrap" data-is="Call">
              <Outside text={row.rowKey} />
            </td>
            <td class="nowrap" data-is="First seen">
              <TimeOf view={view} row={row} column="FirstSeenAt" />
            </td>
            <td class="nowrap" data-is="Next attempt">
              {textIn(row, 'State') === WAITING && <TimeOf view={view} row={row} column="NextAttemptAt" />}
            </td>
            <td class="number" data-is="Attempts">
              {textIn(row, 'Attempt')}
            </td>
            <td data-is="Last answer">
              <Outside text={lastAnswer(row)} />
            </td>
          </tr>
        ))}
      </Table>
      {hasMore && <p class="quiet">There are more; the terminal lists all of them.</p>}
    </>
  );
}

export function DeadLetters({ view, letters: { rows, hasMore } }: { view: View; letters: SomeRows }) {
  if (rows.length === 0) return <p class="quiet">Nothing that was given up is unresolved.</p>;
  return (
    <>
      <Table
        label="Given up"
        class="stacks"
        headings={['Given up', 'State', 'Tried again', 'From', 'Call', 'Why']}
      >
        {rows.map((row) => (
          <tr>
            <td class="nowrap" data-is="Given up">
              <TimeOf view={view} row={row} column="DeadAt" />
            </td>
            <td class="nowrap">
              <Outside text={textIn(row, 'State')} />
            </td>
            <td class="nowrap" data-is="Tried again">
              <TimeOf view={view} row={row} column="NextReplayAt" />
            </td>
            <td class="nowrap" data-is="From">
              {row.partitionKey}
            </td>
            <td class="id nowrap" data-is="Call">
              <Outside text={textIn(row, 'CallId')} />
            </td>
            <td data-is="Why">
              <Outside text={textIn(row, 'Reason')} />
            </td>
          </tr>
        ))}
      </Table>
      {hasMore && <p class="quiet">There are more; the terminal lists all of them.</p>}
    </>
  );
}

function TimeOf({ view, row, column }: { view: View; row: StoredRow; column: string }) {
  const at = timeIn(row, column);
  return <>{at !== undefined && <Time view={view} at={at} />}</>;
}
