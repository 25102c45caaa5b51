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
            <td class="id nowrap">
              <Outside text={row.rowKey} />
            </td>
            <td class="nowrap">
              <TimeOf view={view} row={row} column="FirstSeenAt" />
            </td>
            <td class="nowrap">
              {textIn(row, 'State') === WAITING && <TimeOf view={view} row={row} column="NextAttemptAt" />}
            </td>
            <td class="number">{textIn(row, 'Attempt')}</td>
            <td>
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
      <Table label="Given up" headings={['Given up', 'State', 'Tried again', 'From', 'Call', 'Why']}>
        {rows.map((row) => (
          <tr>
            <td class="nowrap">
              <TimeOf view={view} row={row} column="DeadAt" />
            </td>
            <td class="nowrap">
              <Outside text={textIn(row, 'State')} />
            </td>
            <td class="nowrap">
              <TimeOf view={view} row={row} column="NextReplayAt" />
            </td>
            <td class="nowrap">{row.partitionKey}</td>
            <td class="id nowrap">
              <Outside text={textIn(row, 'CallId')} />
            </td>
            <td>
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
