/** What the summaries of quality should say, counted anew from the heads and the media streams. */

import type { TableName } from '../../src/tables/declarations/index.ts';
import { MEDIA, mediumOf } from './quality.ts';
import { type Row, textOf } from './row.ts';

/** All rows of a table. */
export type RowsOf = (table: TableName) => Iterable<Row>;

/** What differs, a line each; none when each of these days has the summary that its streams give. */
export function summaryFaults(
  rowsOf: RowsOf,
  tenantId: string,
  days: ReadonlySet<string>,
): ReadonlyArray<string> {
  const expected = countAnew(rowsOf, tenantId, days);
  const faults: Array<string> = [];
  const stored = Map.groupBy(rowsOf('QualitySummaries'), ({ partitionKey }) => partitionKey);
  for (const [partitionKey, rows] of stored) {
    const digests = new Set(rows.map((row) => textOf(row, 'Digest')));
    if (digests.size !== 1) faults.push(`${partitionKey}: rows of ${digests.size} summaries`);
  }
  const shown = new Map([...stored.values()].flat().map((row) => [nameOf(row), row]));
  for (const [name, group] of expected) {
    const row = shown.get(name);
    if (row === undefined) faults.push(`${name}: missing`);
    else faults.push(...differences(name, row, group.counts()));
  }
  for (const [name, row] of shown) {
    const isEmptyDay = textOf(row, 'Dimension') === 'total' && row.cells.CallCount?.value === 0;
    if (!expected.has(name) && !isEmptyDay) faults.push(`${name}: there is nothing to count`);
  }
  return faults;
}

function nameOf(row: Row): string {
  return `${row.partitionKey} ${textOf(row, 'Dimension')} ${textOf(row, 'Value')}`;
}

function differences(
  name: string,
  row: Row,
  counts: Readonly<Record<string, unknown>>,
): ReadonlyArray<string> {
  return Object.entries(counts).flatMap(([column, count]) => {
    const found = row.cells[column]?.value;
    return found === count ? [] : [`${name}: ${column} is ${found}, counted ${count}`];
  });
}

/** What one row counts. */
class Group {
  readonly streams = new Set<Row>();
  readonly people = new Set<string>();
  /** Of the hour or day; undefined for a value, of which only calls with a stream of it count. */
  readonly heads: Set<Row> | undefined;

  constructor(heads?: Set<Row>) {
    this.heads = heads;
  }

  counts(): Readonly<Record<string, unknown>> {
    const { heads, streams, people } = this;
    const sum = (column: string) => [...(heads ?? [])].reduce((all, head) => all + number(head, column), 0);
    const sessions = new Map(
      [...streams].map((row) => [`${textOf(row, 'CallId')} ${textOf(row, 'SessionOrdinal')}`, row]),
    );
    const dropped = sessions.values().filter((row) => textOf(row, 'SessionFailureStage') === 'midcall');
    return {
      CallCount: heads?.size ?? new Set([...streams].map((row) => textOf(row, 'CallId'))).size,
      SessionCount: heads === undefined ? sessions.size : sum('SessionCount'),
      SetupFailedSessionCount: heads === undefined ? undefined : sum('SetupFailedSessionCount'),
      DroppedSessionCount: heads === undefined ? [...dropped].length : sum('DroppedSessionCount'),
      PersonCount: people.size,
      ...Object.assign({}, ...MEDIA.map((medium) => countsOfMedium(medium, [...streams]))),
    };
  }
}

function countsOfMedium(medium: (typeof MEDIA)[number], streams: ReadonlyArray<Row>): object {
  const ofMedium = streams.filter((row) => mediumOf(textOf(row, 'MediaLabel')) === medium);
  const reasons = ofMedium.flatMap((row) =>
    textOf(row, 'QualityBecause')
      .split(',')
      .filter((text) => text !== ''),
  );
  const because = Object.fromEntries(
    [...new Set(reasons)].sort().map((reason) => [reason, reasons.filter((one) => one === reason).length]),
  );
  const count = (quality: string) => ofMedium.filter((row) => textOf(row, 'Quality') === quality).length;
  return {
    [`${medium}GoodStreamCount`]: count('good'),
    [`${medium}PoorStreamCount`]: count('poor'),
    [`${medium}UnclassifiedStreamCount`]: count('unclassified'),
    [`${medium}Because`]: reasons.length === 0 ? undefined : JSON.stringify(because),
  };
}

function countAnew(rowsOf: RowsOf, tenantId: string, days: ReadonlySet<string>): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const heads = new Map<string, Row>();
  const groupOf = (head: Row, dimension: string, value: string, isOfAll: boolean) => {
    const name = `${tenantId}_${dayOf(head)} ${dimension} ${value}`;
    const group = groups.get(name) ?? new Group(isOfAll ? new Set() : undefined);
    groups.set(name, group);
    return group;
  };
  const ofAll = (head: Row) => [
    groupOf(head, 'total', '', true),
    groupOf(head, 'hour', textOf(head, 'FirstStartDateTime').slice(11, 13), true),
  ];
  for (const head of rowsOf('CallRecords')) {
    if (!days.has(dayOf(head))) continue;
    heads.set(textOf(head, 'CallId'), head);
    for (const group of ofAll(head)) group.heads?.add(head);
  }
  for (const stream of rowsOf('MediaStreams')) {
    const head = heads.get(textOf(stream, 'CallId'));
    if (head === undefined || textOf(head, 'Generation') !== textOf(stream, 'Generation')) continue;
    for (const group of ofAll(head)) group.streams.add(stream);
    for (const end of endsOf(stream, textOf(head, 'CallType'))) {
      const ofValues = valuesAt(stream, end, tenantId).map(([dimension, value]) =>
        groupOf(head, dimension, value, false),
      );
      const person = textOf(stream, `${end}IdentityId`);
      for (const group of [...ofAll(head), ...ofValues]) {
        group.streams.add(stream);
        if (person !== '') group.people.add(person);
      }
    }
  }
  return groups;
}

/** In a conference the participant calls, and the service answers. */
function endsOf(stream: Row, callType: string): ReadonlyArray<'Caller' | 'Callee'> {
  const clients = (['Caller', 'Callee'] as const).filter(
    (end) => textOf(stream, `${end}EndpointKind`) !== 'serviceEndpoint',
  );
  return callType === 'peerToPeer' ? clients : clients.slice(0, 1);
}

function valuesAt(
  stream: Row,
  end: 'Caller' | 'Callee',
  tenantId: string,
): ReadonlyArray<readonly [dimension: string, value: string]> {
  const at = (column: string) => textOf(stream, end + column);
  const sender = new Map([
    ['callerToCallee', 'Caller'],
    ['calleeToCaller', 'Callee'],
  ]).get(textOf(stream, 'StreamDirection'));
  const device = sender === end ? at('CaptureDeviceName') : at('RenderDeviceName');
  const isOurs = at('IdentityTenantId').toLowerCase() === tenantId;
  return (
    [
      ['connection', at('ConnectionType')],
      ['device', sender === undefined ? '' : device],
      ['network', isOurs ? at('Subnet') || at('IpAddress') : ''],
      ['platform', at('Platform')],
    ] as const
  ).filter(([, value]) => value !== '');
}

function dayOf(head: Row): string {
  return textOf(head, 'FirstStartDateTime').slice(0, 10);
}

function number(row: Row, column: string): number {
  return Number(row.cells[column]?.value ?? 0);
}
