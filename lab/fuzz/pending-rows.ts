/** Rows of PendingCallRecords: as the pipeline writes them, and as users can type them in. */

import fc, { type Arbitrary } from 'fast-check';
import type { Cell, Row } from '../../src/tables/cell.ts';
import { isStorable, MAX_COLUMNS } from '../../src/tables/row-limits.ts';
import { anyText, weighted } from './json-texts.ts';
import { TENANT_ID } from './ours.ts';
import type { FuzzedPipeline } from './pipeline.ts';

const text = (value: string): Cell => ({ type: 'String', value });
const dateTime = (value: string): Cell => ({ type: 'DateTime', value });

/** Before the virtual clock begins. */
const DUE = dateTime('2026-11-23T08:00:00.0000000Z');

/** A row that is due, as the pipeline writes it. */
export function pendingRow(callId: string): Row {
  return {
    partitionKey: TENANT_ID,
    rowKey: callId,
    cells: {
      State: text('waiting'),
      Reason: text('notFound'),
      FirstSeenAt: DUE,
      NextAttemptAt: DUE,
      Attempt: { type: 'Int32', value: 1 },
    },
  };
}

/** Puts that row down, past all faults of storage. */
export async function putPending({ tables }: FuzzedPipeline, callId: string): Promise<void> {
  await tables.table('PendingCallRecords').upsert(pendingRow(callId));
}

/** Any cell that Table Storage takes. */
const anyCell: Arbitrary<Cell> = fc.oneof(
  fc
    .oneof(
      anyText,
      fc.constantFrom(
        'waiting',
        'unavailable',
        'replay',
        'x'.repeat(56),
        'x'.repeat(32_000),
        '会'.repeat(16_000),
      ),
    )
    .map((value) => text(value.toWellFormed())),
  fc.boolean().map((value): Cell => ({ type: 'Boolean', value })),
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)).map((value): Cell => ({ type: 'Int32', value })),
  fc.constantFrom(0n, 2n ** 63n - 1n, -(2n ** 63n)).map((value): Cell => ({ type: 'Int64', value })),
  fc
    .constantFrom(0, 0.5, Number.NaN, Number.POSITIVE_INFINITY)
    .map((value): Cell => ({ type: 'Double', value })),
  fc
    .constantFrom(
      '1601-01-01T00:00:00.0000000Z',
      '2026-11-23T08:59:59.9999999Z',
      '2027-01-01T00:00:00.0000000Z',
      '9999-12-31T23:59:59.9999999Z',
    )
    .map(dateTime),
  fc.uuid().map((value): Cell => ({ type: 'Guid', value })),
  fc.uint8Array({ maxLength: 20 }).map((value): Cell => ({ type: 'Binary', value })),
);

/** Columns that the table declares, and some that a person has added. */
const COLUMNS = [
  'State',
  'Reason',
  'FirstSeenAt',
  'NextAttemptAt',
  'Attempt',
  'Rewrite',
  'LastStatus',
  'LastError',
  'Traceparent',
  'Note',
  'note',
  'übrigens_2',
] as const;

const anyRowKey: Arbitrary<string> = weighted(
  [6, fc.uuid()],
  [2, fc.uuid().map((id) => id.toUpperCase())],
  [1, fc.uuid().map((id) => `{${id}}`)],
  [1, fc.constantFrom('', ' ', 'not-a-call', "'", 'é', '😀', 'x'.repeat(512))],
);

/**
 * A row as a person can leave it: mostly one that looks due, with some cells of other values or types, or without
 * them; seldom one as wide or as heavy as a row may be.
 */
export const typedInRow: Arbitrary<Row> = fc
  .record({
    rowKey: anyRowKey,
    looksDue: weighted([4, fc.constant(true)], [1, fc.constant(false)]),
    given: fc.dictionary(fc.constantFrom(...COLUMNS), anyCell, { maxKeys: 4 }),
    left: fc.subarray([...COLUMNS]),
    bulk: weighted(
      [12, fc.constant<Bulk>('none')],
      [1, fc.constantFrom<Bulk>('wide', 'almost wide', 'heavy')],
    ),
  })
  .map(({ rowKey, looksDue, given, left, bulk }) => {
    const due: Record<string, Cell> = looksDue ? { State: text('waiting'), NextAttemptAt: DUE } : {};
    const others = Object.entries(pendingRow(rowKey).cells).filter(
      ([name]) => !left.some((each) => each === name),
    );
    const cells = { ...Object.fromEntries(others), ...given, ...due };
    return {
      partitionKey: TENANT_ID,
      rowKey,
      cells: { ...cells, ...bulkOf(bulk, Object.keys(cells).length) },
    };
  })
  // Storage itself takes no other rows.
  .filter(isStorable);

/** `wide`: all the columns that a row can have. `heavy`: most of the mebibyte that it can weigh. */
type Bulk = 'none' | 'wide' | 'almost wide' | 'heavy';

function bulkOf(bulk: Bulk, columns: number): Record<string, Cell> {
  const counts = {
    none: 0,
    wide: MAX_COLUMNS - columns,
    'almost wide': MAX_COLUMNS - columns - 1,
    heavy: 15,
  };
  const filler = text('x'.repeat(bulk === 'heavy' ? 32_000 : 1));
  return Object.fromEntries(Array.from({ length: counts[bulk] }, (_, index) => [`Note${index}`, filler]));
}
