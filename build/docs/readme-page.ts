/** The rows that README.md shows: calls and media streams of the example week. */

import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import { weekInMemory } from './example/week.ts';

/** Where a table stands in the page. */
const PLACE = /<!-- rows of (\w+) -->[\s\S]*?<!-- end -->/g;

const COLUMNS = {
  CallRecords: [
    'Generation',
    'CallType',
    'CallStartDateTime',
    'CallDurationSeconds',
    'OrganizerDisplayName',
    'ParticipantCount',
    'SessionCount',
  ],
  MediaStreams: [
    'CallerDisplayName',
    'CallerCaptureDeviceName',
    'CallerConnectionType',
    'CallerWifiSignalStrengthPercent',
    'MediaLabel',
    'AudioCodec',
    'AverageJitterSeconds',
    'AveragePacketLossRate',
    'Quality',
    'QualityBecause',
  ],
} as const;

/** The page with its tables as the example week stores them. Throws when a table has no place in it. */
export async function readmePage(page: string): Promise<string> {
  const { tables } = await weekInMemory();
  const shown: Readonly<Record<string, string>> = {
    CallRecords: markdownTable(
      COLUMNS.CallRecords,
      oneOfEach('CallType', tables.rows('CallRecords')),
      'call id',
    ),
    MediaStreams: markdownTable(
      COLUMNS.MediaStreams,
      oneOfEach('Quality', tables.rows('MediaStreams').filter(isByWifi)),
    ),
  };
  const placed = new Set<string>();
  const text = page.replace(PLACE, (_, name: string) => {
    placed.add(name);
    return `<!-- rows of ${name} -->\n\n${shown[name] ?? ''}\n\n<!-- end -->`;
  });
  const missing = Object.keys(shown).find((name) => !placed.has(name));
  if (missing !== undefined) throw new Error(`README.md has no place for the rows of ${missing}`);
  return text;
}

function isByWifi({ cells }: StoredRow): boolean {
  return cells.MediaLabel?.value === 'main-audio' && cells.CallerWifiSignalStrengthPercent !== undefined;
}

/** The first row with each value of a column. */
function oneOfEach(column: string, rows: ReadonlyArray<StoredRow>): ReadonlyArray<StoredRow> {
  const seen = new Map<Cell['value'] | undefined, StoredRow>();
  for (const row of rows) {
    const value = row.cells[column]?.value;
    if (!seen.has(value)) seen.set(value, row);
  }
  return [...seen.values()];
}

/** With the partition key in front, if it has a meaning here. */
function markdownTable(
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<StoredRow>,
  partitionKey?: string,
): string {
  const line = (cells: ReadonlyArray<string>) => `| ${cells.join(' | ')} |`;
  const header = partitionKey === undefined ? columns : [`PartitionKey (${partitionKey})`, ...columns];
  const cellsOf = (row: StoredRow) => columns.map((column) => String(row.cells[column]?.value ?? ''));
  return [
    line(header),
    `|${'---|'.repeat(header.length)}`,
    ...rows.map((row) =>
      line(partitionKey === undefined ? cellsOf(row) : [row.partitionKey, ...cellsOf(row)]),
    ),
  ].join('\n');
}
