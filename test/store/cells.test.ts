import { describe, expect, test } from 'vitest';
import { isJsonObject, type Json } from '../../src/language/json.ts';
import type { Cell, Row } from '../../src/tables/cell.ts';
import { callQualityColumns, streamCountColumns } from '../../src/tables/columns/quality.ts';
import { tables } from '../../src/tables/declarations/index.ts';
import { asArray, type GraphColumn, type PropertyColumn } from '../../src/tables/graph-column.ts';
import { checkRow } from '../../src/tables/row-limits.ts';
import type { Column } from '../../src/tables/table.ts';
import { distinctValues, emptyParts, type GraphParts, graphParts } from '../fixtures/graph-record.ts';
import { requiredProperties, rowsOf } from './call-in-parts.ts';

const names = ['CallRecords', 'Participants', 'Sessions', 'Segments', 'MediaStreams'] as const;

/** Empty when nothing was poor, disturbed or rated. */
const FOUND_ONLY: ReadonlyArray<string> = ['QualityBecause', 'QualityHints', 'WorstFeedbackRating'];

function foundAlways(columns: object): ReadonlyArray<string> {
  return Object.keys(columns).filter((column) => !FOUND_ONLY.includes(column));
}

/** The fixtures have children in them, or no rows would come of them; a stream without a label is unclassified. */
const countsOfChildren = {
  CallRecords: ['VersionsStored', ...foundAlways(callQualityColumns)],
  Participants: [],
  Sessions: ['SegmentsReceived', ...foundAlways(streamCountColumns)],
  Segments: ['MediaReceived'],
  MediaStreams: ['Quality', 'QualityBecause'],
};

/** The trace context is the notification's invocation's; two marks say what a reading found missing, and what is excluded. */
const NOT_SENT: ReadonlyArray<string> = ['Traceparent', 'IncompleteBecause', 'Withheld', ...FOUND_ONLY];

describe.each(names)('a row of %s', (table) => {
  const columns: ReadonlyArray<readonly [string, Column | GraphColumn]> = Object.entries(
    tables[table].columns,
  );

  test('has every column when Graph sent every property', () => {
    const row = rowsOf(graphParts(distinctValues()))[table];
    const empty = columns.map(([name]) => name).filter((name) => row.cells[name] === undefined);
    expect(empty.filter((name) => !NOT_SENT.includes(name))).toEqual(['OmittedColumns']);
  });

  test('holds in each column the value of its property', () => {
    const parts = graphParts(distinctValues());
    const row = rowsOf(parts)[table];
    let compared = 0;
    for (const [name, column] of columns) {
      if (!('from' in column) || column.as !== undefined) continue;
      expect({ [name]: plain(row.cells[name]) }).toEqual({ [name]: sentFor(column, parts) });
      compared += 1;
    }
    expect(compared).toBeGreaterThan(2);
  });

  test('has no other columns than the declared ones, each in its type', () => {
    for (const row of [filledWith('0'), filledWith(1), filledWith(true), filledWith([{}])].map(rowsOf)) {
      for (const [name, cell] of Object.entries(row[table].cells)) {
        expect({ [name]: cell.type }).toEqual({ [name]: tables[table].columns[name as 'CallId']?.type });
      }
    }
  });

  test('has only the required columns when Graph sent nothing else', () => {
    for (const nothing of [null, undefined]) {
      const row = rowsOf(emptyParts(nothing))[table];
      const required = columns.filter(([, column]) => column.required).map(([name]) => name);
      const expected = new Set([...required, 'CallStartDateTime', ...countsOfChildren[table]]);
      expect(new Set(Object.keys(row.cells))).toEqual(expected);
    }
  });

  test('names the columns whose value has another type', () => {
    const row = rowsOf(filledWith({ unexpected: 1 }))[table];
    const omitted = textOf(row, 'OmittedColumns').split(',');
    for (const [name, column] of columns) {
      if ('from' in column && column.as === undefined && row.cells[name] === undefined) {
        expect(omitted).toContain(name);
      }
    }
    expect(omitted.every((name) => row.cells[name] === undefined)).toBe(true);
  });

  test('is one that Table Storage takes, even when every text is as long as can be', () => {
    const row = rowsOf(filledWith('€'.repeat(32_000)))[table];
    expect(() => checkRow(row)).not.toThrow();
  });
});

test('a display name of 40,000 characters leaves its column empty, and the row says so', () => {
  const parts = graphParts(() => null);
  const identity = { user: { id: 'a1', displayName: 'x'.repeat(40_000) } };
  const row = rowsOf({ ...parts, participant: { id: 'a1', identity } }).Participants;
  expect(row.cells.IdentityId).toEqual({ type: 'String', value: 'a1' });
  expect(row.cells.DisplayName).toBeUndefined();
  expect(textOf(row, 'OmittedColumns')).toBe('DisplayName,IdentitySet');
});

test('an object of another type where a network should be leaves its columns empty, and the row says so', () => {
  const parts = graphParts(distinctValues());
  const media = { ...parts.media, callerNetwork: 'wired' };
  const row = rowsOf({ ...parts, session: { segments: [{ media: [media] }] } }).MediaStreams;
  expect(row.cells.CallerIpAddress).toBeUndefined();
  expect(row.cells.CalleeIpAddress).toBeDefined();
  expect(textOf(row, 'OmittedColumns').split(',')).toContain('CallerIpAddress');
});

test('a stream whose start is in the year 0001 has no start and no duration', () => {
  const parts = graphParts(distinctValues());
  const stream = { startDateTime: '0001-01-01T00:00:00Z', endDateTime: '2026-03-01T10:00:00Z' };
  const row = rowsOf({ ...parts, session: { segments: [{ media: [{ streams: [stream] }] }] } }).MediaStreams;
  expect(row.cells.StreamStartDateTime).toBeUndefined();
  expect(row.cells.StreamDurationSeconds).toBeUndefined();
  expect(row.cells.StreamEndDateTime).toEqual({ type: 'DateTime', value: '2026-03-01T10:00:00.0000000Z' });
  expect(textOf(row, 'OmittedColumns')).toBe('StreamStartDateTime');
});

/** A call of which every property has this one value. */
function filledWith(value: Json | undefined): GraphParts {
  return graphParts(() => value);
}

/** What Graph sent for a column: at the first of its paths with a value. */
function sentFor(column: PropertyColumn, parts: GraphParts): Json | undefined {
  const call = { ...parts.call, ...requiredProperties };
  for (const path of asArray(column.from)) {
    let value: Json | undefined = { ...parts, call };
    for (const property of path.split('.')) value = isJsonObject(value) ? value[property] : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The JSON value that a cell was made from. */
function plain(cell: Cell | undefined): Json | undefined {
  if (cell === undefined) return undefined;
  switch (cell.type) {
    case 'Int64':
      return Number(cell.value);
    case 'DateTime':
      return cell.value.replace('.0000000', '');
    case 'Binary':
      throw new Error('Graph sends no binary');
    default:
      return cell.value;
  }
}

function textOf(row: Row, column: string): string {
  const cell = row.cells[column];
  return cell?.type === 'String' ? cell.value : '';
}
