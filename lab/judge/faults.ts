/** What is wrong with the rows of a call, a line each. */

import { childTableNames } from '../../src/tables/declarations/index.ts';
import { countsInRows, QUALITY_COLUMNS } from './quality.ts';
import { textOf } from './row.ts';
import type { Head, StoredCall } from './stored-calls.ts';
import { PART_TABLES, type TrueCounts, versionText } from './truth.ts';
import { idsOfParticipants } from './users.ts';

/** At every instant, a reader of the head finds as many rows as the head says. */
export function incompleteTables(call: StoredCall): ReadonlyArray<string> {
  const { head } = call;
  if (head === undefined) return [];
  return childTableNames.flatMap((table) => {
    const stored = call.current(table).length;
    const counted = head.counts[table];
    if (stored === counted) return [];
    return [`${table} has ${stored} rows of ${head.generation}, and the head says ${counted}`];
  });
}

/** The head counts what Graph had of its version, also where it is withheld; `truth` is undefined when Graph had no such version. */
export function wrongCounts(head: Head, truth: TrueCounts | undefined): ReadonlyArray<string> {
  if (truth === undefined) return [`Graph has no ${versionText(head)}`];
  return PART_TABLES.flatMap((table) => {
    const counted = head.isWithheld ? Number(textOf(head.row, `${table}Received`)) : head.counts[table];
    if (counted === truth[table]) return [];
    return [`the head says ${counted} ${table} for ${versionText(head)}, and Graph has ${truth[table]}`];
  });
}

/** What the head says of quality is what the judge finds in the record, and what its sessions and streams say. */
export function wrongQuality(call: StoredCall, truth: TrueCounts | undefined): ReadonlyArray<string> {
  const { head } = call;
  if (head === undefined || truth === undefined || head.isWithheld) return [];
  // The Azure library leaves numbers as texts.
  const said = (column: string) => textOf(head.row, column);
  const inRecord = (column: string) => String(truth.quality[column] ?? '');
  const ofRecord = QUALITY_COLUMNS.filter((column) => said(column) !== inRecord(column)).map(
    (column) => `the head says ${column} ${said(column)}, and the record ${inRecord(column)}`,
  );
  // Missing rows are a fault of their own.
  if (incompleteTables(call).length > 0) return ofRecord;
  const counted = Object.entries(countsInRows(call.current('Sessions'), call.current('MediaStreams')));
  const ofRows = counted.flatMap(([column, { inSessions, inStreams }]) =>
    said(column) === String(inSessions) && said(column) === String(inStreams)
      ? []
      : [`the head says ${column} ${said(column)}, its sessions ${inSessions}, its streams ${inStreams}`],
  );
  return [...ofRecord, ...ofRows];
}

/** Once nothing is under way, the call is found by its day. */
export function dayFault(tenantId: string, callId: string, call: StoredCall): string | undefined {
  const { head } = call;
  if (head === undefined) return undefined;
  const start = textOf(head.row, 'FirstStartDateTime');
  const isItsKey = (partitionKey: string, rowKey: string) =>
    partitionKey === `${tenantId}_${start.slice(0, 10)}` && rowKey === `${start}_${callId}`;
  const listed = call.rows('CallsByDay').find(({ partitionKey, rowKey }) => isItsKey(partitionKey, rowKey));
  if (listed === undefined) return 'it has no row in CallsByDay';
  const different = [...Object.keys(listed.cells), ...QUALITY_COLUMNS].find(
    (column) => listed.cells[column]?.value !== head.row.cells[column]?.value,
  );
  return different === undefined ? undefined : `CallsByDay and the head disagree about ${different}`;
}

/** The last layout whose streams of a day stand in one partition. */
const LAST_IN_ONE_PARTITION = 2;

/** At every instant, a reader of the head looks for the call's streams where they stand. */
export function streamsFault(tenantId: string, callId: string, call: StoredCall): string | undefined {
  const { head } = call;
  if (head === undefined) return undefined;
  const day = `${tenantId}_${textOf(head.row, 'FirstStartDateTime').slice(0, 10)}`;
  const isFormer = Number(head.row.cells.Layout?.value) <= LAST_IN_ONE_PARTITION;
  const partition = isFormer ? day : `${day}_${callId.charAt(0)}`;
  const stray = call.current('MediaStreams').find(({ partitionKey }) => partitionKey !== partition);
  return stray && `a row of MediaStreams stands in ${stray.partitionKey}, and readers look in ${partition}`;
}

/** Of an id whose key is itself. */
const PLAIN = /^[a-z0-9.:@+-]+$/;

/** Once nothing is under way, the call is found by every id of a participant in this record of it who is not erased. */
export function userFaults(
  tenantId: string,
  call: StoredCall,
  record: object,
  erased: ReadonlySet<string> = new Set(),
): ReadonlyArray<string> {
  const found = new Set(call.rows('CallsByUser').map(({ partitionKey }) => partitionKey));
  return idsOfParticipants(record)
    .flat()
    .map((id) => id.toLowerCase())
    .filter((id) => PLAIN.test(id) && !erased.has(id) && !found.has(`${tenantId}_${id}`))
    .map((id) => `it has no row in CallsByUser for ${id}`);
}
