/** The rows of a day with any number of calls, made as they are asked for: copies of some calls of the simulated tenant. */

import type { CallTableName } from '../../../src/export/exported-tables.ts';
import { rawJson } from '../../../src/language/json.ts';
import type { Cell, StoredRow } from '../../../src/tables/cell.ts';
import type { TableName } from '../../../src/tables/declarations/index.ts';
import { createCountedPipeline, recordOf } from '../pipeline.ts';

/** Calls that are copied; their kinds are drawn as the simulated tenant draws them. */
const ORIGINALS = 40;

/** Copies differ in their people and subnets so many times: in 50,000 calls are some 20,000 people. */
const VARIANTS = 250;
const VARIANT_DIGITS = 4;

/** The service's page. https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const ROWS_OF_A_PAGE = 1_000;

export type CopiedTable = 'CallsByDay' | 'CallsByUser' | CallTableName;

/** The tables of which a request reads the rows of one call. */
const CALL_TABLES = [
  'CallRecords',
  'Participants',
  'Sessions',
  'Segments',
  'MediaStreams',
] as const satisfies ReadonlyArray<CallTableName>;

export interface Page {
  /** As the service writes them. Of whole calls: a page may be some rows short. */
  readonly entities: ReadonlyArray<string>;
  /** The call that the next page begins with; undefined after the last. */
  readonly next: number | undefined;
}

export interface DayOfCalls {
  readonly tenantId: string;
  readonly day: string;
  readonly streams: number;
  /** Of calls, in all tables but CallsByDay. */
  readonly rows: number;
  /** Gives one call a newer generation. */
  change(): void;
  /** The rows from one call on, with these columns: with all where there are none. */
  page(table: CopiedTable, from: number, columns: ReadonlyArray<string>): Page;
  /** The rows of one call from one on, at most so many, with these columns. */
  ofCall(
    table: CopiedTable,
    callId: string,
    columns: ReadonlyArray<string>,
    part?: { readonly from: number; readonly count: number },
  ): ReadonlyArray<string>;
  /** The rows of a user in CallsByUser. */
  ofUser(partitionKey: string): ReadonlyArray<string>;
}

/** One call's rows with places for what differs between its copies. */
type Templates = ReadonlyArray<ReadonlyArray<string>>;

export async function createDayOfCalls(calls: number): Promise<DayOfCalls> {
  const { tenant, tables, requestsOf } = createCountedPipeline();
  const originals: Array<string> = [];
  for (let number = 0; number < ORIGINALS; number += 1) {
    const callId = recordOf(tenant, {});
    await requestsOf(callId);
    originals.push(callId);
  }
  const rowsOf = (table: TableName, callId: string) =>
    tables.rows(table).filter(({ cells }) => cells.CallId?.value === callId);
  const sumOver = (tables: ReadonlyArray<CopiedTable>) => {
    const ofOriginals = originals.map((callId) => tables.flatMap((table) => rowsOf(table, callId)).length);
    return Array.from({ length: calls }, (_, call) => ofOriginals[call % ORIGINALS] ?? 0).reduce(
      (sum, count) => sum + count,
      0,
    );
  };
  const prepared = new Map<string, ReadonlyArray<Templates>>();
  const templatesFor = (table: CopiedTable, columns: ReadonlyArray<string>) => {
    const key = `${table} ${columns.join()}`;
    const templates =
      prepared.get(key) ??
      originals.map((callId) => rowsOf(table, callId).map((row) => templateOf(row, columns)));
    prepared.set(key, templates);
    return templates;
  };
  let changes = 0;
  const copies = (
    table: CopiedTable,
    call: number,
    columns: ReadonlyArray<string>,
    { from, count } = { from: 0, count: Number.POSITIVE_INFINITY },
  ) => {
    const generation = call === 0 ? changes : 0;
    const filling = [callIdOf(call, calls), generation, variantOf(call), hourOf(call)];
    const templates = templatesFor(table, columns)[call % ORIGINALS] ?? [];
    return templates.slice(from, from + count).map((template) => filled(template, filling));
  };
  return {
    tenantId: tenant.tenantId,
    day: tables.rows('CallsByDay')[0]?.rowKey.slice(0, 'yyyy-MM-dd'.length) ?? '',
    streams: sumOver(['MediaStreams']),
    rows: sumOver(CALL_TABLES),
    change() {
      changes += 1;
    },
    page(table, from, columns) {
      const entities: Array<string> = [];
      for (let call = from; call < calls; call += 1) {
        const ofCall = copies(table, call, columns);
        if (entities.length > 0 && entities.length + ofCall.length > ROWS_OF_A_PAGE)
          return { entities, next: call };
        entities.push(...ofCall);
      }
      return { entities, next: undefined };
    },
    ofCall: (table, callId, columns, part) =>
      copies(table, Number.parseInt(callId.slice(-12), 16), columns, part),
    ofUser(partitionKey) {
      const rows: Array<string> = [];
      const ofThem = `"PartitionKey":"${partitionKey}"`;
      for (
        let call = Number.parseInt(partitionKey.slice(-VARIANT_DIGITS), 16);
        call < calls;
        call += VARIANTS
      )
        rows.push(...copies('CallsByUser', call, []).filter((row) => row.includes(ofThem)));
      return rows;
    },
  };
}

/** Stand where copies differ. */
const CALL_ID = '\ue001';
const GENERATION = '\ue002';
const VARIANT = '\ue003';
const HOUR = '\ue004';
const PLACES = [CALL_ID, GENERATION, VARIANT, HOUR];

const STARTS_IN_CELLS = /("FirstStartDateTime":"\d{4}-\d\d-\d\dT)\d\d/g;
const STARTS = /("(?:RowKey|FirstStartDateTime)":"\d{4}-\d\d-\d\dT)\d\d/g;

/** Texts and places in turns. */
function templateOf(
  { partitionKey, rowKey, cells }: StoredRow,
  columns: ReadonlyArray<string>,
): ReadonlyArray<string> {
  const callId = String(cells.CallId?.value);
  const generation = String((cells.Generation ?? cells.SeenInGeneration)?.value);
  const properties = (columns.length > 0 ? columns : Object.keys(cells)).flatMap((column) => {
    const cell = cells[column];
    return cell === undefined ? [] : propertyOf(column, cell);
  });
  // The partition of a user is theirs, as their id is. Their row key has the start with its digits inverted.
  const isOfUser = cells.SeenInGeneration !== undefined;
  const PartitionKey = isOfUser ? varied(partitionKey) : partitionKey;
  const starts = isOfUser ? STARTS_IN_CELLS : STARTS;
  const keys = { 'odata.etag': 'W/"1"', PartitionKey, RowKey: rowKey };
  return JSON.stringify({ ...keys, ...Object.fromEntries(properties) })
    .replaceAll(callId, CALL_ID)
    .replaceAll(generation, generation + GENERATION)
    .replace(starts, `$1${HOUR}`)
    .split(/([\ue001-\ue004])/);
}

function propertyOf(column: string, { type, value }: Cell): ReadonlyArray<readonly [string, unknown]> {
  if (column.endsWith('Subnet')) return [[column, value + VARIANT]];
  if (column.endsWith('IdentityId')) return [[column, varied(String(value))]];
  const isUntyped = type === 'String' || type === 'Boolean' || type === 'Int32';
  if (isUntyped) return [[column, value]];
  // The service writes a Double without a type, and 1 as 1.0.
  if (type === 'Double') return [[column, Number.isInteger(value) ? rawJson(`${value}.0`) : value]];
  return [
    [`${column}@odata.type`, `Edm.${type}`],
    [column, typeof value === 'bigint' ? String(value) : value],
  ];
}

/** It stays as long as it was. */
function varied(id: string): string {
  return id.slice(0, -VARIANT_DIGITS) + VARIANT;
}

function filled(template: ReadonlyArray<string>, filling: ReadonlyArray<string | number>): string {
  return template.map((piece, index) => (index % 2 === 0 ? piece : filling[PLACES.indexOf(piece)])).join('');
}

/** In the order of their numbers; as many begin with each digit. */
function callIdOf(call: number, calls: number): string {
  const first = Math.floor((call / calls) * 2 ** 32);
  return `${hexadecimal(first, 8)}-0000-4000-8000-${hexadecimal(call, 12)}`;
}

function variantOf(call: number): string {
  return hexadecimal(call % VARIANTS, VARIANT_DIGITS);
}

/** As many calls start in each hour of the day. */
function hourOf(call: number): string {
  return String(call % 24).padStart(2, '0');
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
