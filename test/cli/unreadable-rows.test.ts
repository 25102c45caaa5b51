/** Rows that another program or an operator wrote or changed, among those of calls that each command goes through. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { pageOf } from '../page/page-in-test.ts';
import { inStore, numberedCall, store } from '../store/call-in-store.ts';
import { excluding } from '../withheld/excluding.ts';
import { ACCOUNT, memoryTerminal, type TestTerminal } from './command-in-test.ts';
import { folderWith } from './folder-with.ts';

const DAY = '2026-11-23';
const NEXT_DAY = '2026-11-24';
const FIRST = numberedCall(1);
const BROKEN = numberedCall(2);
const LAST = numberedCall(3);
const OF_NEXT_DAY = numberedCall(4);

let terminal: TestTerminal;

beforeEach(async () => {
  terminal = memoryTerminal();
  for (const number of [1, 2, 3]) {
    const start = `${DAY}T0${number}:00:00Z`;
    await store(terminal.tables, { callId: numberedCall(number), start, callers: ['ada'] });
  }
  await store(terminal.tables, { callId: numberedCall(4), start: `${NEXT_DAY}T09:00:00Z` });
  terminal.clock.advance({ minutes: 36 * 60 });
});

/** The row of the call in the middle is changed; a column that becomes undefined is taken out. */
async function change(table: TableName, cells: Record<string, StoredRow['cells'][string] | undefined>) {
  const row = terminal.tables
    .rows(table)
    .find(({ partitionKey, rowKey }) => `${partitionKey} ${rowKey}`.includes(BROKEN));
  if (row === undefined) throw new Error(`${table} has no row of the call`);
  const all = Object.entries({ ...row.cells, ...cells }).filter(([, cell]) => cell !== undefined);
  await terminal.tables.table(table).upsert({ ...row, cells: Object.fromEntries(all) as StoredRow['cells'] });
}

const anotherType = () => change('CallsByDay', { MediaStreamCount: { type: 'String', value: 'one' } });
const halfARow = () => change('CallsByDay', { Generation: undefined });
const brokenHead = () => change('CallRecords', { SessionsReceived: undefined });

const calls = (out: string) => [FIRST, BROKEN, LAST, OF_NEXT_DAY].filter((id) => out.includes(id));
const NAMED =
  /1 row could not be read[\s\S]*c0000000-0000-4000-8000-000000000002[\s\S]*callrecords verify --from DAY/;

describe('a row that cannot be read does not end', () => {
  it.each([
    ['with a cell of another type', anotherType],
    ['that is half a row', halfARow],
  ])('the calls of a day, which name it (%s)', async (_how, broken) => {
    await broken();
    const { code, out, err } = await terminal.run(`calls --day ${DAY} --zone UTC`);
    expect(calls(out)).toEqual([FIRST, LAST]);
    expect(err).toMatch(NAMED);
    expect(code).toBe(1);
    expect(await terminal.json(`calls --day ${DAY}`)).toHaveLength(2);
  });

  it('the calls of a user, which name it', async () => {
    await brokenHead();
    const { code, out, err } = await terminal.run('calls --user ben --zone UTC');
    expect(calls(out)).toEqual([FIRST, LAST, OF_NEXT_DAY]);
    expect(err).toMatch(NAMED);
    expect(err).toContain('SessionsReceived should be Int32, found nothing');
    expect(code).toBe(1);
  });

  it('the calls of a user of whom nothing else is stored: it is not said that there is no call', async () => {
    await store(terminal.tables, { callId: numberedCall(2), version: 2, participants: ['cleo'] });
    await brokenHead();
    const { code, err } = await terminal.run('calls --user cleo --zone UTC');
    expect(err).toMatch(NAMED);
    expect(err).not.toContain('No call');
    expect(code).toBe(1);
  });

  it('the calls behind a number, which name it', async () => {
    await anotherType();
    const line = `quality --by day --value ${DAY} --from ${DAY} --to ${DAY}`;
    const { code, err } = await terminal.run(line);
    expect(err).toMatch(NAMED);
    expect(code).toBe(1);
  });

  it('the fetching again of withheld calls: it is not replayed, and named', async () => {
    for (const number of [1, 2, 3]) {
      const again = { callId: numberedCall(number), version: 2, start: `${DAY}T0${number}:00:00Z` };
      await store(terminal.tables, again, { withheld: excluding('user', 'ben') });
    }
    await brokenHead();
    await change('CallRecords', { Version: undefined });
    const { code, out, err } = await terminal.run('replay --withheld');
    expect(out.match(/its row in CallRecords could not be read/g)).toHaveLength(1);
    expect(out).toContain('2 calls due now');
    expect(err).toMatch(NAMED);
    expect(code).toBe(1);
    expect(terminal.tables.rows('PendingCallRecords').map(({ rowKey }) => rowKey)).toEqual([FIRST, LAST]);
  });

  it('the right of access: the row is in the file as it stands, and why the rest of its call is not', async () => {
    await change('CallRecords', { Generation: undefined });
    const file = join(await folderWith({}), 'held.jsonl');
    const { code, err } = await terminal.run(`forget --user ben --export ${file}`);
    const held = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const heads = held.filter(({ table }) => table === 'CallRecords');
    expect(heads.map(({ row }) => row.CallId).sort()).toEqual([FIRST, BROKEN, LAST, OF_NEXT_DAY]);
    expect(heads.flatMap(({ unreadable = [] }) => unreadable)).toEqual([
      expect.stringContaining(`CallRecords (${BROKEN}, `),
    ]);
    expect(err).toMatch(NAMED);
    expect(err).toContain('Then export again, into a new file');
    expect(code).toBe(1);
  });

  it.each([
    ['the row that lists a call', anotherType],
    ['half a row that lists a call', halfARow],
    ['the head of a call', brokenHead],
  ])(
    'an export: its day is not written, which is said, and the other days are (%s)',
    async (_what, broken) => {
      await broken();
      const out = await folderWith({});
      const ended = await terminal.run(
        `export --from ${DAY} --to ${NEXT_DAY} --out ${out} --format jsonl --table CallRecords`,
      );
      expect(ended.out).toMatch(new RegExp(`^${DAY} +3 +– .*${BROKEN}.*should be`, 'm'));
      expect(ended.out).toMatch(new RegExp(`^${NEXT_DAY} +1 +1 +1 written`, 'm'));
      expect(ended.out).toContain(`Delete the row that a remark names`);
      expect(ended.out).toContain(`./callrecords verify --from ${DAY} --to ${DAY}`);
      expect(ended.code).toBe(1);
    },
  );

  it.each([
    ['with a cell of another type', anotherType],
    ['that is half a row', halfARow],
  ])('a rebuild and a verification, which make it good (%s)', async (_how, broken) => {
    for (const line of [
      `rebuild --from ${DAY} --to ${DAY} --yes ${ACCOUNT}`,
      `verify --from ${DAY} --to ${DAY}`,
    ]) {
      await broken();
      await terminal.run(line);
      const { code, out } = await terminal.run(`calls --day ${DAY} --zone UTC`);
      expect(calls(out), line).toEqual([FIRST, BROKEN, LAST]);
      expect(code).toBe(0);
    }
  });

  it('a verification, which names a head that only an operator can correct', async () => {
    await brokenHead();
    const { code, out } = await terminal.run(`verify --from ${DAY} --to ${DAY}`);
    expect(out).toMatch(new RegExp(`^${BROKEN} +nothing: correct the row.*SessionsReceived`, 'm'));
    expect(out).toContain('1 of 3 calls wrong: 1 not restored');
    expect(code).toBe(1);
  });

  it.each([
    ['Day', `/?day=${DAY}`, anotherType, [FIRST, LAST]],
    ['Day of a person', `/?day=${DAY}&person=ben`, brokenHead, [FIRST, LAST]],
    ['Person', '/person?name=ben', brokenHead, [FIRST, LAST, OF_NEXT_DAY]],
    ['Where', `/where/calls?by=day&value=${DAY}&from=${DAY}&to=${DAY}`, anotherType, []],
  ])('the screen %s, which names it', async (_screen, path, broken, listed) => {
    await broken();
    const text = await pageOf(inStore(terminal.tables), { zone: 'UTC' }).screen(path);
    const linked = [FIRST, BROKEN, LAST, OF_NEXT_DAY].filter((id) => text.includes(`/call/${id}`));
    expect(linked).toEqual(listed);
    expect(text).toContain('1 row could not be read');
    expect(text).toContain(BROKEN);
    expect(text).not.toContain('all that are stored');
  });
});
