/** The filters of docs/tables.md, run as Storage Explorer runs them: as text, against the service. */

import { readFile } from 'node:fs/promises';
import { TableClient, type TableEntityResult } from '@azure/data-tables';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExampleWeek, playWeek } from '../../build/docs/example/week.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import { callsOfUser } from '../../src/calls/calls-of-user.ts';
import { parseDateTime } from '../../src/language/date-time.ts';
import { createStore } from '../../src/rows/store.ts';
import type { RowKey, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { freshAccount } from '../storage-account.ts';

type Entity = TableEntityResult<Record<string, unknown>>;

/** The same week in memory: what should be found is looked for there, without any filter. */
const inMemory = createMemoryTables();
let week: ExampleWeek;
let account: string;
let page: string;

beforeAll(async () => {
  page = await readFile('docs/tables.md', 'utf8');
  week = await playWeek(inMemory);
  account = freshAccount();
  const stored = createAzureTables({ connectionString: account });
  await stored.createAll();
  await playWeek(stored);
  // What a writer leaves that has not committed, or not yet tidied up.
  for (const table of [
    'Participants',
    'Sessions',
    'Segments',
    'MediaStreams',
    'CallRecordDocuments',
  ] as const) {
    for (const { partitionKey, rowKey, cells } of ofCall(table)) {
      const Generation = { type: 'String', value: 'v9r0-000000000000' } as const;
      await stored.table(table).upsert({
        partitionKey,
        rowKey: rowKey.replace(week.generation, Generation.value),
        cells: { ...cells, Generation },
      });
    }
  }
});

function ofCall(table: TableName): ReadonlyArray<StoredRow> {
  return inMemory.rows(table).filter(({ cells }) => cells.CallId?.value === week.callId);
}

function poorAudioOfYesterday(): ReadonlyArray<StoredRow> {
  return inMemory
    .rows('MediaStreams')
    .filter(({ partitionKey }) => partitionKey.startsWith(`${week.tenantId}_${week.yesterday}_`))
    .filter(({ cells }) => cells.MediaLabel?.value === 'main-audio' && cells.Quality?.value === 'poor');
}

/** Every filter below a heading of the page, with the tables that it is for. */
function filtersBelow(heading: string): ReadonlyArray<{ tables: ReadonlyArray<string>; filter: string }> {
  const section = page.split(/^##+ /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return Array.from(
    section.matchAll(/^In (.+):\n\n```odata\n(.+)\n```$/gm),
    ([, names = '', filter = '']) => ({
      tables: names.split(', '),
      filter,
    }),
  );
}

/** What the filters below a heading find, by table. */
async function answers(heading: string): Promise<Record<string, ReadonlyArray<Entity>>> {
  const found: Record<string, ReadonlyArray<Entity>> = {};
  for (const { tables, filter } of filtersBelow(heading)) {
    for (const table of tables) {
      const client = TableClient.fromConnectionString(account, table, { allowInsecureConnection: true });
      const entities = client.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
      found[table] = await collected(entities);
    }
  }
  return found;
}

async function collected<Element>(elements: AsyncIterable<Element>): Promise<ReadonlyArray<Element>> {
  const all: Array<Element> = [];
  for await (const element of elements) all.push(element);
  return all;
}

const keysOf = (rows: ReadonlyArray<RowKey>) =>
  rows.map(({ partitionKey, rowKey }) => [partitionKey, rowKey]);
const keysFound = (entities: ReadonlyArray<Entity> = []) =>
  entities.map(({ partitionKey, rowKey }) => [partitionKey, rowKey]);

describe('the filters of docs/tables.md find', () => {
  it('a call by its id: its head, and the rows of its generation alone', async () => {
    const found = await answers('What do we know of this call?');
    expect(Object.keys(found)).toEqual([
      'CallRecords',
      'Participants',
      'Sessions',
      'Segments',
      'CallRecordDocuments',
      'MediaStreams',
    ]);
    for (const [table, entities] of Object.entries(found)) {
      const rows = ofCall(table as TableName);
      expect(rows.length, table).toBeGreaterThan(0);
      expect(keysFound(entities), table).toEqual(keysOf(rows));
    }
  });

  it("yesterday's calls with poor audio: exactly those with a poor stream of audio", async () => {
    const found = await answers('Which calls had poor audio yesterday?');
    const poor = new Set(poorAudioOfYesterday().map(({ cells }) => cells.CallId?.value));
    expect(poor.size).toBeGreaterThan(2);
    expect(new Set(found.CallsByDay?.map(({ rowKey = '' }) => rowKey.split('_')[1]))).toEqual(poor);
  });

  it("yesterday's poor audio: exactly the streams that are poor, of which the list of calls tells the current ones", async () => {
    const found = await answers('In which subnets did calls have poor audio yesterday?');
    const poor = poorAudioOfYesterday();
    const generations = new Set(found.CallsByDay?.map(({ Generation }) => Generation));
    const current = found.MediaStreams?.filter(({ Generation }) => generations.has(Generation));
    expect(keysFound(current)).toEqual(keysOf(poor));
    expect(found.MediaStreams?.length).toBeGreaterThan(poor.length);
  });

  it("a person's calls since Monday, the latest first", async () => {
    const found = await answers('Which calls did this user have this week?');
    const calls = async (since?: string) => {
      const start = parseDateTime(since);
      const pages = callsOfUser(
        createStore({ tables: inMemory, tenantId: week.tenantId, clock: systemClock }),
        week.userId,
        start === undefined ? {} : { since: start },
      );
      return (await Array.fromAsync(pages)).flatMap(({ rows }) => rows.map(({ CallId }) => CallId));
    };
    const thisWeek = await calls(`${week.monday}T00:00:00Z`);
    expect(thisWeek.length).toBeGreaterThan(1);
    expect((await calls()).length).toBeGreaterThan(thisWeek.length);
    expect(found.CallsByUser?.map(({ rowKey = '' }) => rowKey.split('_')[1])).toEqual(thisWeek);
  });

  it('and there are no others on the page', () => {
    const tested = [
      'What do we know of this call?',
      'Which calls had poor audio yesterday?',
      'In which subnets did calls have poor audio yesterday?',
      'Which calls did this user have this week?',
    ].flatMap(filtersBelow);
    expect(tested.length).toBe(page.match(/```odata/g)?.length);
  });
});
