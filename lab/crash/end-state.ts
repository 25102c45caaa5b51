/** What is there in the end, in lines that are the same however often work was done, and whenever. */

import { createHash } from 'node:crypto';
import type { StoredRow } from '../../src/tables/cell.ts';
import { childTableNames, type TableName } from '../../src/tables/declarations/index.ts';
import { interruptedAt, isInterrupted } from '../worlds/world/timers.ts';
import type { SimulatedWorld } from '../worlds/world/world.ts';
import { type CrashScenario, isAboutSummaries } from './scenario.ts';

export interface EndState {
  readonly lines: ReadonlySet<string>;
  /** Seconds from the beginning of the world until all was worked off. */
  readonly after: number;
}

/** Work that had to be done again may end so much later: leases of ten minutes, restarts, waits. */
const LATER_SECONDS = 90 * 60;

/** Differs by when a row was written (a digest has the names of generations in it), and by how often where a version is written again. */
const OF_WRITING = new Set([
  'StoredAt',
  'VersionsStored',
  'SummedAt',
  'ComparedAt',
  'ReportedAt',
  'Digest',
  'CallsDigest',
]);
const OF_REWRITING = new Set([...OF_WRITING, 'Revision']);

/** `live`: subscriptions that Graph has. */
export function endStateOf(world: SimulatedWorld, scenario: CrashScenario, live: number): EndState {
  const { tables, queue, time, plan } = world;
  const { rewrites = false } = scenario;
  const lines = new Set<string>();
  const add = (table: TableName, line: (row: StoredRow) => string | undefined) => {
    for (const row of tables.rows(table)) {
      const text = line(row);
      if (text !== undefined) lines.add(`${table} ${text}`);
    }
  };
  // The checker says whether rows may stand that no head names.
  const isLeftover = ({ cells }: StoredRow) => {
    const head = world.checker.heads.of(String(cells.CallId?.value));
    return cells.Generation !== undefined && head?.generation !== cells.Generation.value;
  };
  const ofCalls = ['CallRecords', ...childTableNames, 'CallsByDay', 'CallsByUser'] as const;
  for (const table of ofCalls) {
    add(table, (row) => (isLeftover(row) ? undefined : rowText(row, rewrites)));
  }
  // Elsewhere it is chance how far the timer has come.
  if (isAboutSummaries(scenario)) {
    for (const table of ['QualitySummaries', 'People'] as const) add(table, (row) => rowText(row, rewrites));
  }
  add('PendingCallRecords', ({ rowKey, cells }) => `${rowKey} ${cells.State?.value}`);
  // A process that ends at the last delivery leaves its message to the poison queue; and a message can be in both queues at once, and
  // then becomes two dead letters that say the same.
  add('DeadLetters', ({ cells }) => `${cells.CallId?.value} ${cells.State?.value}`);
  let lastInterruption = '';
  add('Subscriptions', ({ cells }) => {
    if (isInterrupted(cells)) return 'missed notifications were not looked for';
    const interrupted = interruptedAt(cells);
    if (interrupted > lastInterruption) lastInterruption = interrupted;
    if (cells.State?.value !== 'live') return undefined;
    const { ReauthorizationRequiredAt: asked, RenewedAt: renewed } = cells;
    if (String(asked?.value ?? '') > String(renewed?.value))
      return 'Graph asked for a renewal, and there was none';
    return `live ${cells.NotificationUrl?.value} ${cells.ClientStateHash?.value}`;
  });
  // The later the end, the more hours there are.
  add('Coverage', ({ rowKey, cells }) => {
    const missing = Number(cells.Missing?.value ?? 0) - Number(cells.GivenUp?.value ?? 0);
    if (cells.Cursor !== undefined && cells.Cursor.value !== '') return 'an hour is half checked';
    if (cells.AgedOutAt !== undefined) return `${rowKey} aged out, ${cells.NextCheckAt ? 'and' : 'not'} due`;
    const isBefore = `${rowKey}:59` < lastInterruption;
    if (isBefore && String(cells.CheckedAt?.value ?? '') < lastInterruption) return 'an hour was passed over';
    return missing > 0 ? `${missing} calls are missing` : undefined;
  });
  add('PipelineStatus', ({ cells: { AgedOutFrom: first, AgedOutTo: last } }) =>
    first === undefined ? undefined : `hours aged out from ${first.value} to ${last?.value}`,
  );
  for (let number = 1; number <= live; number += 1) lines.add(`GraphSubscriptions no. ${number}`);
  for (const name of ['queue', 'poisonQueue'] as const) {
    for (const { text } of queue.messages(name)) lines.add(`${name} ${text}`);
  }
  return { lines, after: (time.milliseconds - plan.startsAt.getTime()) / 1000 };
}

/** How an end differs from the undisturbed one; undefined when it does not. */
export function differenceOf(end: EndState, undisturbed: EndState): string | undefined {
  const missing = [...undisturbed.lines].filter((line) => !end.lines.has(line));
  const extra = [...end.lines].filter((line) => !undisturbed.lines.has(line));
  const late = end.after - undisturbed.after;
  const differences = [
    ...missing.map((line) => `missing in the end: ${line}`),
    ...extra.map((line) => `left in the end: ${line}`),
    ...(late > LATER_SECONDS ? [`all was worked off ${late} s later than undisturbed`] : []),
  ];
  return differences.length === 0 ? undefined : differences.join('\n');
}

function rowText({ partitionKey, rowKey, cells }: StoredRow, rewrites: boolean): string {
  const differing = rewrites ? OF_REWRITING : OF_WRITING;
  const columns = Object.keys(cells)
    .filter((column) => !differing.has(column))
    .sort()
    .map((column) => `${column}=${valueText(cells[column]?.value)}`);
  return withoutChance(`${partitionKey} ${rowKey} ${columns.join(' ')}`, rewrites);
}

function valueText(value: unknown): string {
  return value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : String(value);
}

/** Generations carry a random part, and their revision when it may differ. */
function withoutChance(text: string, rewrites: boolean): string {
  return text.replaceAll(/(?<![0-9a-z])v(\d+)r(\d+)-[0-9a-f]+/g, rewrites ? 'v$1' : 'v$1r$2');
}

/** `CallRecords 1, CallsByDay 1, DeadLetters operator 1, …`, by table, and by state where rows have one. */
export function inShort({ lines }: EndState): string {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const kind = kindOf(line);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

function kindOf(line: string): string {
  const [table = '', , state = ''] = line.split(' ', 3);
  return table === 'DeadLetters' || table === 'PendingCallRecords' ? `${table} ${state}` : table;
}
