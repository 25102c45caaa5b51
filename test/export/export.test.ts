/** `./callrecords export` into a folder: what it writes, what it leaves, and what it says when something is wrong. */

import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { CallSpec } from '../../lab/graph/call.ts';
import { MOST_ROWS_HELD } from '../../src/export/call-rows.ts';
import { exportedTableNames } from '../../src/export/exported-tables.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { REQUESTS_AT_ONCE } from '../../src/ports/storage.ts';
import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { number, type TestTerminal, testTerminal, time } from '../cli/command-in-test.ts';
import { folderWith } from '../cli/folder-with.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';
import { askDuckDb } from './duckdb.ts';

const DAY = '2026-11-23';

interface World {
  readonly store: SimulatedStore;
  readonly terminal: TestTerminal;
  readonly calls: ReadonlyArray<CallId>;
  readonly folder: string;
  /** Exports the day as Parquet into the folder. */
  exported(options?: string): ReturnType<TestTerminal['run']>;
}

async function worldWith(...specs: ReadonlyArray<CallSpec>): Promise<World> {
  const store = createSimulatedStore();
  const calls: Array<CallId> = [];
  for (const spec of specs) {
    const callId = store.startCall({ endedAt: new Date(`${DAY}T08:00:00Z`), ...spec });
    await store.store(callId);
    calls.push(callId);
  }
  const folder = await folderWith({});
  const terminal = testTerminal(store);
  const exported = (options = '') =>
    terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder} --format parquet${options}`);
  return { store, terminal, calls, folder, exported };
}

const rowsOfCallsIn: ReadonlySet<TableName> = new Set(
  exportedTableNames.filter((name) => name !== 'QualitySummaries'),
);

const TWO: ReadonlyArray<CallSpec> = [{ kind: 'peer-to-peer' }, { kind: 'meeting' }];

function rowsOf(
  store: SimulatedStore,
  table: TableName,
  callId: CallId | undefined,
): ReadonlyArray<StoredRow> {
  return store.tables.rows(table).filter(({ cells }) => cells.CallId?.value === callId);
}

function fileOf(folder: string, table: string, name = 'part-0.parquet'): string {
  return join(folder, table, `day=${DAY}`, name);
}

async function changeText(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** Of each call in a table, how many rows. */
async function callsIn(folder: string, table: string): Promise<Record<string, number>> {
  const found = await askDuckDb(
    `select CallId as id, count(*) as n from '${folder}/${table}/*/*.parquet' group by CallId`,
  );
  return Object.fromEntries(found.map(({ id, n }) => [String(id), Number(n)]));
}

describe('an export that is run again', () => {
  it('writes nothing when nothing has changed', async () => {
    const { exported, folder } = await worldWith(...TWO);
    expect((await exported()).out).toContain('5 written');
    const before = await stat(fileOf(folder, 'MediaStreams'));
    const { code, out } = await exported();
    expect(code).toBe(0);
    expect(out).toMatch(/ 2 +unchanged +5 unchanged/);
    expect((await stat(fileOf(folder, 'MediaStreams'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('says of a day with calls that it has no summary yet, and nothing of one without', async () => {
    const { terminal, folder } = await worldWith(...TWO);
    const { out } = await terminal.run(
      `export --from 2026-11-22 --to ${DAY} --out ${folder} --format csv --json`,
    );
    const days = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(days.map(({ Day, Calls, Summary }) => ({ Day, Calls, Summary }))).toEqual([
      { Day: '2026-11-22', Calls: 0 },
      { Day: DAY, Calls: 2, Summary: 'none' },
    ]);
  });

  it('writes a day anew of which a call has a newer version', async () => {
    const { store, exported, folder, calls } = await worldWith(...TWO);
    await exported();
    await store.store(calls[0] as CallId, { rewrite: true });
    expect((await exported()).out).toContain('5 written');
    const [head] = rowsOf(store, 'CallRecords', calls[0]);
    const [found] = await askDuckDb(
      `select Generation as name from '${fileOf(folder, 'CallRecords')}' where CallId = '${calls[0]}'`,
    );
    expect(found?.name).toBe(head?.cells.Generation?.value);
  });

  it.each([
    ['is gone', (path: string) => rm(path)],
    ['was cut off', (path: string) => writeFile(path, 'PAR1')],
    [
      'was put in place by a run that was killed before it said so',
      (path: string) => rm(path.replace('part-0.parquet', '_day.json')),
    ],
    [
      'was made by a release with other columns',
      (path: string) =>
        changeText(path.replace('part-0.parquet', '_day.json'), (text) =>
          text.replace(/"digest":"../, '"digest":"zz'),
        ),
    ],
    [
      'has a mark that cannot be read',
      (path: string) => writeFile(path.replace('part-0.parquet', '_day.json'), '{'),
    ],
  ])('writes one file anew that %s', async (_what, spoil) => {
    const { exported, folder } = await worldWith(...TWO);
    await exported();
    await spoil(fileOf(folder, 'Sessions'));
    expect((await exported()).out).toContain('1 written, 4 unchanged');
    expect((await exported()).out).toContain('5 unchanged');
  });

  it('writes media streams anew when another building file counts, and no other table of calls', async () => {
    const { terminal, exported } = await worldWith(...TWO);
    await exported();
    const files = await folderWith({
      'buildings.csv': '10.20.0.0,A,16,House A,,,,Leeds,,GB,,EMEA,1,0,0\r\n',
    });
    await terminal.run(`networks import ${files}/buildings.csv --from ${DAY}`);
    expect((await exported()).out).toContain('1 written, 4 unchanged');
  });

  it('takes the files of a day away when all of its calls are gone, and says so', async () => {
    const { store, exported, folder } = await worldWith({ kind: 'peer-to-peer' });
    await exported();
    for (const row of store.tables.rows('CallsByDay')) await store.tables.table('CallsByDay').delete(row);
    const { code, out } = await exported();
    expect(code).toBe(1);
    expect(out).toContain('5 removed');
    expect(out).toContain('1 day lost the files: all calls of them are deleted, about to be, or left out.');
    await expect(stat(fileOf(folder, 'CallRecords'))).rejects.toThrow('ENOENT');
  });

  it('removes what a killed run left an hour ago, and leaves what another run is writing', async () => {
    const { exported, folder } = await worldWith(...TWO);
    const [old, fresh] = ['_part-0.parquet.1.unfinished', '_part-0.parquet.2.unfinished'];
    await mkdir(join(folder, 'Sessions', `day=${DAY}`), { recursive: true });
    for (const name of [old, fresh]) await writeFile(fileOf(folder, 'Sessions', name), 'PAR1');
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    await utimes(fileOf(folder, 'Sessions', old), twoHoursAgo, twoHoursAgo);
    await exported();
    await expect(stat(fileOf(folder, 'Sessions', old))).rejects.toThrow('ENOENT');
    await stat(fileOf(folder, 'Sessions', fresh));
  });
});

describe('an export of calls that are not whole', () => {
  it.each(['CallRecords', 'Sessions', 'MediaStreams'] as const)(
    'leaves the files of a day as they were when rows are missing in %s, names the call and the next command',
    async (table) => {
      const { store, exported, folder, calls } = await worldWith(...TWO);
      await exported();
      const before = await readFile(fileOf(folder, 'Sessions'));
      await store.store(calls[0] as CallId, { rewrite: true });
      const [row] = rowsOf(store, table, calls[1]);
      await store.tables.table(table).delete(row as StoredRow);
      const { code, out } = await exported();
      expect(code).toBe(1);
      expect(out).toContain(String(calls[1]));
      expect(out).toContain(`./callrecords verify --from ${DAY} --to ${DAY}`);
      expect(await readFile(fileOf(folder, 'Sessions'))).toEqual(before);
    },
  );

  it('goes on with the other days', async () => {
    const { store, terminal, folder, calls } = await worldWith(
      { kind: 'peer-to-peer', endedAt: new Date('2026-11-21T08:00:00Z') },
      { kind: 'peer-to-peer' },
    );
    await store.tables.table('CallRecords').delete(rowsOf(store, 'CallRecords', calls[0])[0] as StoredRow);
    const { code, out } = await terminal.run(
      `export --from 2026-11-21 --to ${DAY} --out ${folder} --format parquet --table CallRecords`,
    );
    expect(code).toBe(1);
    expect(out).toContain('1 written');
    expect(await callsIn(folder, 'CallRecords')).toEqual({ [String(calls[1])]: 1 });
  });

  it('reads a call again that is replaced while it is read', async () => {
    const world = await worldWith(...TWO);
    const { store, folder, calls } = world;
    let replacements = 0;
    const tables = store.tables.seenThrough(async ({ table, phase }) => {
      if (table !== 'Sessions' || phase !== 'before' || replacements > 0) return;
      replacements += 1;
      await store.store(calls[0] as CallId, { rewrite: true });
    });
    const terminal = testTerminal({ ...store, tables });
    const { code } = await terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder} --format parquet`);
    expect({ code, replacements }).toEqual({ code: 0, replacements: 1 });
    for (const table of ['Sessions', 'Segments', 'MediaStreams'] as const) {
      const ofCalls = calls.map((callId) => [callId, rowsOf(store, table, callId).length]);
      expect(await callsIn(folder, table), table).toEqual(Object.fromEntries(ofCalls));
    }
    const generations = await askDuckDb(
      `select distinct Generation from '${folder}/*/*/*.parquet' where CallId = '${calls[0]}'`,
    );
    expect(generations).toHaveLength(1);
  });

  it('begins the day again when a call that memory does not hold is replaced while it is read', async () => {
    const world = await worldWith({ kind: 'peer-to-peer' }, { kind: 'large-meeting', participants: 600 });
    const { store, folder, calls } = world;
    const meeting = calls[1] as CallId;
    const held = ['Participants', 'Sessions', 'Segments', 'MediaStreams'] as const;
    expect(held.flatMap((table) => rowsOf(store, table, meeting)).length).toBeGreaterThan(MOST_ROWS_HELD);
    let replacements = 0;
    const tables = store.tables.seenThrough(async ({ table, partitionKey, phase }) => {
      if (table !== 'Segments' || partitionKey !== meeting || phase !== 'before' || replacements > 0) return;
      replacements += 1;
      await store.store(meeting, { rewrite: true });
    });
    const { code } = await testTerminal({ ...store, tables }).run(
      `export --from ${DAY} --to ${DAY} --out ${folder} --format parquet`,
    );
    expect({ code, replacements }).toEqual({ code: 0, replacements: 1 });
    const ofCalls = calls.map((callId) => [callId, rowsOf(store, 'Sessions', callId).length]);
    expect(await callsIn(folder, 'Sessions')).toEqual(Object.fromEntries(ofCalls));
  });
});

describe('an export', () => {
  it.each(['', ' --table MediaStreams', ' --table CallRecords'])(
    'sends as many requests at once as one piece of work may, and no more%s',
    async (options) => {
      const { store, folder } = await worldWith(
        ...Array.from({ length: 20 }, () => ({ kind: 'peer-to-peer' }) as const),
        { kind: 'large-meeting', participants: 300 },
      );
      let underWay = 0;
      let most = 0;
      const tables = store.tables.seenThrough(async ({ table, phase }) => {
        if (!rowsOfCallsIn.has(table)) return;
        underWay += phase === 'before' ? 1 : -1;
        most = Math.max(most, underWay);
        await setImmediate();
      });
      const { code } = await testTerminal({ ...store, tables }).run(
        `export --from ${DAY} --to ${DAY} --out ${folder} --format parquet${options}`,
      );
      expect({ code, most }).toEqual({ code: 0, most: REQUESTS_AT_ONCE });
    },
  );

  it('reads the head of a call once, and each table that is to be written once', async () => {
    const { store, folder } = await worldWith(...TWO);
    let requests = 0;
    const tables = store.tables.seenThrough(({ phase }) => {
      if (phase === 'before') requests += 1;
    });
    const terminal = testTerminal({ ...store, tables });
    const run = (options: string) =>
      terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder} --format parquet${options}`);
    await run(' --table MediaStreams');
    // The day's list, the hours of Coverage, the building files, what is withheld; each call's head and its streams.
    expect(requests).toBe(4 + 2 * 2);
    requests = 0;
    await run(' --table CallRecords,Participants,Sessions,Segments,MediaStreams');
    // MediaStreams is unchanged.
    expect(requests).toBe(4 + 2 * 4);
  });

  it('says which days are open: calls may still come until reconcile has found them whole', async () => {
    const { store, terminal, exported } = await worldWith(...TWO);
    expect((await exported()).out).toContain('Calls may still come of 1 day that is open.');
    store.clock.advance({ minutes: 36 * 60 });
    for (let hour = 0; hour < 24; hour += 1) {
      const row = `${DAY}T${String(hour).padStart(2, '0')}`;
      await terminal.write('Coverage', row, { CheckedAt: time('2026-11-24T09:00:00') });
    }
    expect((await exported()).out).not.toContain('open');
    await terminal.write('Coverage', `${DAY}T07`, {
      CheckedAt: time('2026-11-24T09:00:00'),
      Missing: number(1),
    });
    expect((await exported()).out).toContain('that is open');
  });

  it('does not call a day open for the hours from before listing began, and says so', async () => {
    const { store, terminal, exported } = await worldWith(...TWO);
    store.clock.advance({ minutes: 36 * 60 });
    await terminal.write('Coverage', '2026-11-24T00', { CheckedAt: time('2026-11-24T09:00:00') });
    const { out } = await exported();
    expect(out).toContain('from before listing began');
    expect(out).not.toContain('open');
    await terminal.write('Coverage', '2026-11-19T00', { CheckedAt: time('2026-11-24T09:00:00') });
    expect((await exported()).out).toContain('that is open');
  });

  it('is refused of days that have not come', async () => {
    const { terminal, folder } = await worldWith();
    const { code, err } = await terminal.run(
      `export --from 2030-01-01 --to 2030-01-02 --out ${folder} --format parquet`,
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^2030-01-01 is in the future: the latest hour is \d{4}-\d\d-\d\dT\d\d \(UTC\)\n$/);
  });

  it('ends with 1 where no call is stored, and says how to find days with calls', async () => {
    const { terminal, folder } = await worldWith();
    const { code, out } = await terminal.run(
      `export --from 2026-11-01 --to 2026-11-02 --out ${folder} --format csv`,
    );
    expect(code).toBe(1);
    expect(out).toContain('No call is stored of 2026-11-01 to 2026-11-02, UTC');
    expect(out).toContain('./callrecords coverage');
  });

  it('writes nothing with --dry-run, and says what it would write', async () => {
    const { exported, folder } = await worldWith(...TWO);
    const { code, out } = await exported(' --dry-run');
    expect(code).toBe(0);
    expect(out).toContain('5 to write');
    expect(out).toContain('Nothing was written: this was a dry run.');
    await expect(stat(join(folder, '_export.json'))).rejects.toThrow('ENOENT');
    await expect(stat(join(folder, 'CallRecords'))).rejects.toThrow('ENOENT');
  });

  it('gives programs one object for each day', async () => {
    const { terminal, folder } = await worldWith(...TWO);
    const days = await terminal.json(
      `export --from ${DAY} --to ${DAY} --out ${folder} --format parquet --table CallRecords`,
    );
    expect(days).toEqual([
      {
        Day: DAY,
        Calls: 2,
        Rows: 2,
        Written: ['CallRecords'],
        Unchanged: [],
        Removed: [],
        IsKept: true,
        IsOpen: true,
      },
    ]);
  });

  it.each([
    ['another format', ' --format csv', '--format csv and persons'],
    [
      'the option --without-persons',
      ' --format parquet --without-persons',
      '--format parquet --without-persons',
    ],
  ])('is refused with %s in a folder that holds one already', async (_what, options, asked) => {
    const { terminal, exported, folder } = await worldWith(...TWO);
    await exported();
    const { code, err } = await terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder}${options}`);
    expect(code).toBe(2);
    expect(err).toBe(
      `${folder}: it holds an export with --format parquet and persons, not with ${asked}. Give another --out, or delete what is there\n`,
    );
  });

  it('is refused in a folder that holds one of another tenant, or whose kind cannot be read', async () => {
    const { exported, folder } = await worldWith(...TWO);
    await exported();
    await changeText(join(folder, '_export.json'), (text) =>
      text.replace(/"tenantId":"\w{8}/, '"tenantId":"00000000'),
    );
    expect((await exported()).err).toMatch(/it holds an export of the tenant 00000000-/);
    await writeFile(join(folder, '_export.json'), '{');
    expect(await exported()).toMatchObject({
      code: 2,
      err: expect.stringContaining('its _export.json cannot be read'),
    });
  });

  it.each([
    ['--format xls', '--format is "xls", which is not parquet, csv or jsonl'],
    ['--format parquet --excel', '--excel goes with --format csv'],
    [
      '--format parquet --table Calls',
      '--table is "Calls", which is not one or several, joined by commas, of CallRecords',
    ],
  ])('says what is wrong with %s', async (options, said) => {
    const { terminal, folder } = await worldWith();
    const { code, err } = await terminal.run(`export --from ${DAY} --to ${DAY} --out ${folder} ${options}`);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('says that a place is not writable, and what to do', async () => {
    const { terminal } = await worldWith(...TWO);
    // Not even root may.
    const { code, err } = await terminal.run(
      `export --from ${DAY} --to ${DAY} --out /sys/callrecords --format csv`,
    );
    expect(code).toBe(3);
    expect(err).toMatch(/^\/sys\/callrecords: _export.json: E(ACCES|PERM|ROFS)\. You may not write there/);
  });

  it('says that a file is not a folder', async () => {
    const { terminal } = await worldWith(...TWO);
    const files = await folderWith({ taken: '' });
    const { code, err } = await terminal.run(
      `export --from ${DAY} --to ${DAY} --out ${files}/taken --format csv`,
    );
    expect(code).toBe(3);
    expect(err).toContain('Give a folder as --out.');
  });

  it('says that a folder stands where a file belongs, and goes on once it is away', async () => {
    const { exported, folder } = await worldWith(...TWO);
    await mkdir(fileOf(folder, 'Sessions'), { recursive: true });
    const { code, err } = await exported();
    expect(code).toBe(3);
    expect(err).toMatch(
      /: Sessions\/day=2026-11-23\/part-0\.parquet: EISDIR\. A folder of this name stands where the file belongs\. Remove it/,
    );
    await rm(fileOf(folder, 'Sessions'), { recursive: true });
    expect((await exported()).code).toBe(0);
  });
});

describe('an export as CSV for Excel', () => {
  it('begins with a byte order mark, and no text of a guest runs as a formula', async () => {
    const { store, terminal, folder, calls } = await worldWith({ kind: 'peer-to-peer' });
    const names = ['=HYPERLINK("http://x")', '+447700900123', '-1', '@SUM(1)', 'Ann, "the one"', '\tx'];
    const rows = rowsOf(store, 'Participants', calls[0]);
    for (const [index, name] of names.entries()) {
      const row = rows[index % rows.length] as StoredRow;
      const DisplayName: Cell = { type: 'String', value: name };
      await store.tables.table('Participants').upsert({ ...row, cells: { ...row.cells, DisplayName } });
      const out = join(folder, String(index));
      await terminal.run(
        `export --from ${DAY} --to ${DAY} --out ${out} --format csv --excel --table Participants`,
      );
      const text = await readFile(fileOf(out, 'Participants', 'part-0.csv'), 'utf8');
      expect(text.startsWith('\ufeffDisplayName,')).toBe(true);
      expect(text).toContain('\r\n');
      const guarded = /^[=+@\t-]/.test(name) ? `'${name}` : name;
      const found = await askDuckDb(
        `select DisplayName as name from read_csv('${fileOf(out, 'Participants', 'part-0.csv')}', all_varchar = true)`,
      );
      expect(found.map((row) => row.name)).toContain(guarded);
    }
  });

  it('leaves negative numbers as they are', async () => {
    const { terminal, folder } = await worldWith({ kind: 'meeting' });
    await terminal.run(
      `export --from ${DAY} --to ${DAY} --out ${folder} --format csv --excel --table MediaStreams`,
    );
    const [found] = await askDuckDb(`
      select count(*) filter (cast(CallerSentSignalLevel as integer) < 0) as "negative"
      from read_csv('${fileOf(folder, 'MediaStreams', 'part-0.csv')}', all_varchar = true)`);
    expect(Number(found?.negative)).toBeGreaterThan(0);
  });
});
