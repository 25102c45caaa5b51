import { describe, expect, test } from 'vitest';
import type { Day } from '../../../src/language/day.ts';
import { dayPartition } from '../../../src/tables/keys.ts';
import { HEADING, row } from '../../networks/building-lines.ts';
import { memoryTerminal, TENANT, type TestTerminal, text } from '../command-in-test.ts';
import { folderWith } from '../folder-with.ts';
import { type AudioCounts, writeSummary } from '../summary-rows.ts';

const RIGHT = `${HEADING}\r\n${row()}\r\n${row({ NetworkIP: '10.2.0.0' })}\r\n`;
const WRONG = `${row({ NetworkRange: '33', VPN: '7' })}\n${row({ NetworkIP: '=1+1' })}\n`;

describe('networks check', () => {
  test('says that a file is right, and that its heading was skipped', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT });
    const { run } = memoryTerminal();
    expect(await run(`networks check ${folder}/right.csv`)).toMatchObject({
      code: 0,
      out: `2 networks in ${folder}/right.csv, nothing wrong. To import them: ./callrecords networks import ${folder}/right.csv\n`,
      err: 'Line 1 has the names of the columns and was skipped.\n',
    });
  });

  test('lists everything that is wrong with its line, for programs too, and exits 1', async () => {
    const folder = await folderWith({ 'wrong.csv': WRONG });
    const { run, json } = memoryTerminal();
    const { code, out } = await run(`networks check ${folder}/wrong.csv`);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'line  mistake',
      '   1  NetworkRange is "33", expected a number from 1 to 32',
      '   1  VPN is "7", expected 0 or 1',
      '   2  NetworkIP is "=1+1", which is not an IP address',
      `3 mistakes in 2 lines of ${folder}/wrong.csv.`,
      '',
    ]);
    expect((await json(`networks check ${folder}/wrong.csv`))[2]).toEqual({
      Line: 2,
      Mistake: 'NetworkIP is "=1+1", which is not an IP address',
    });
  });

  test('says a mistake of many lines once, and to programs once for each line', async () => {
    const semicolons = Array.from({ length: 9 }, () => row().replaceAll(',', ';')).join('\n');
    const folder = await folderWith({ 'semicolons.csv': `${semicolons}\n${row({ VPN: '7' })}\n` });
    const { run, json } = memoryTerminal();
    const { out } = await run(`networks check ${folder}/semicolons.csv`);
    expect(out.split('\n')).toEqual([
      'line  mistake',
      expect.stringMatching(/^ {3}1 {2}separated by semicolons, .*; also in 8 lines: 2, 3, 4, 5, 6, …$/),
      '  10  VPN is "7", expected 0 or 1',
      `10 mistakes in 10 lines of ${folder}/semicolons.csv.`,
      '',
    ]);
    expect(await json(`networks check ${folder}/semicolons.csv`)).toHaveLength(10);
  });

  test.each([
    ['missing.csv', 'does not exist'],
    ['', 'is a folder'],
  ])('says in one line that %s cannot be read', async (name, reason) => {
    const folder = await folderWith({});
    expect(await memoryTerminal().run(`networks check ${folder}/${name}`)).toMatchObject({
      code: 2,
      out: '',
      err: `${folder}/${name} ${reason}\n`,
    });
  });
});

describe('networks import', () => {
  test('imports a file from today on, says what counts when, and replaces the import with the same start', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT, 'other.csv': row() });
    const { run, json } = memoryTerminal();
    const first = await run(`networks import ${folder}/right.csv`);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        '2 networks imported. The file counts for calls from 2026-11-23 on, and for all earlier ones.\n',
      ),
    });
    expect((await run(`networks import ${folder}/other.csv`)).out).toContain(
      '1 network imported. The file counts for calls from 2026-11-23 on, and for all earlier ones.\nIt replaces the former import with the same start.\n',
    );
    expect((await run(`networks import ${folder}/right.csv --from 2026-11-01`)).out).toContain(
      'The file counts for calls from 2026-11-01 until 2026-11-23, when the next one begins, and for all earlier ones.\n',
    );
    expect((await run(`networks import ${folder}/right.csv --from -1d`)).out).toContain(
      'The file counts for calls from 2026-11-22 until 2026-11-23, when the next one begins.\n',
    );
    expect(await json('networks list')).toEqual([
      { From: '2026-11-01', Networks: 2, FileName: 'right.csv', ImportedAt: '2026-11-23T09:00:00.0000000Z' },
      { From: '2026-11-22', Networks: 2, FileName: 'right.csv', ImportedAt: '2026-11-23T09:00:00.0000000Z' },
      { From: '2026-11-23', Networks: 1, FileName: 'other.csv', ImportedAt: '2026-11-23T09:00:00.0000000Z' },
    ]);
    expect(await json(`networks import ${folder}/other.csv`)).toEqual([
      { From: '2026-11-23', Networks: 1, FileName: 'other.csv', Replaced: true },
    ]);
  });

  test('changes nothing unless all of the file is right', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT, 'wrong.csv': `${RIGHT}${WRONG}` });
    const { run, tables } = memoryTerminal();
    await run(`networks import ${folder}/right.csv`);
    const before = tables.rows('Networks');
    const { code, out, err } = await run(`networks import ${folder}/wrong.csv`);
    expect(code).toBe(1);
    expect(out).toContain('   4  NetworkRange is "33"');
    expect(err).toContain('Nothing was imported.\n');
    expect(tables.rows('Networks')).toEqual(before);
  });
});

describe('networks remove', () => {
  test('takes back the import that counts from a day, and says which one counts instead', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT, 'other.csv': row() });
    const { run, json, tables } = memoryTerminal();
    await run(`networks import ${folder}/right.csv --from 2026-11-01`);
    await run(`networks import ${folder}/other.csv --from 2026-12-24`);
    expect(await run('networks remove 2026-12-24')).toMatchObject({
      code: 0,
      out: 'The import from 2026-12-24 is removed. The import from 2026-11-01 (right.csv) counts instead.\n',
      questions: [],
    });
    expect((await json('networks list')).map(({ From }) => From)).toEqual(['2026-11-01']);
    expect(await json('networks remove 2026-11-01')).toEqual([{ Removed: '2026-11-01' }]);
    expect(tables.rows('Networks')).toEqual([]);
  });

  test('changes nothing where no import counts from the day, and names the command that lists them', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT });
    const { run, tables } = memoryTerminal();
    await run(`networks import ${folder}/right.csv`);
    const before = tables.rows('Networks');
    expect(await run('networks remove yesterday')).toMatchObject({
      code: 1,
      err: 'No import counts from 2026-11-22. Those that there are: ./callrecords networks list\n',
    });
    expect(tables.rows('Networks')).toEqual(before);
  });
});

describe('networks list', () => {
  test('shows each import with the day from which it counts, or says that there is none', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT });
    const { run } = memoryTerminal();
    expect(await run('networks list')).toMatchObject({
      code: 0,
      out: '',
      err: 'No building file is imported. To import one: ./callrecords networks import FILE\n',
    });
    await run(`networks import ${folder}/right.csv`);
    expect((await run('networks list')).out).toBe(
      [
        'counts from  networks  imported (UTC)       file',
        '2026-11-23          2  2026-11-23 09:00:00  right.csv',
        '',
      ].join('\n'),
    );
  });

  test('says what to do about an import that is damaged', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT });
    const { run, tables } = memoryTerminal();
    await run(`networks import ${folder}/right.csv`);
    const chunk = tables.rows('Networks').find(({ rowKey }) => rowKey !== 'head');
    if (chunk === undefined) throw new Error('no chunk');
    await tables.table('Networks').delete(chunk);
    expect(await run('networks missing')).toMatchObject({
      code: 1,
      err: 'the networks from 2026-11-23: chunk 1 of 1 is missing. Import the file of that day again: ./callrecords networks import FILE --from DAY. Or remove it: ./callrecords networks remove DAY\n',
    });
  });
});

describe('networks missing', () => {
  /** A day as it is summed up: audio streams by subnet. */
  function summary(terminal: TestTerminal, day: string, subnets: Readonly<Record<string, AudioCounts>>) {
    const rows = Object.entries(subnets).map(([subnet, audio]) => ({
      dimension: 'network',
      value: subnet,
      audio,
    }));
    const others = [
      { dimension: 'device', value: '192.168.9.0', audio: [1_000, 0, 0] },
      { dimension: 'total', audio: [1_000, 0, 0] },
    ] as const;
    return writeSummary(terminal, day, [...rows, ...others]);
  }

  test('lists subnets of the own clients with ten or more audio streams that no row has, the most first', async () => {
    const folder = await folderWith({ 'right.csv': RIGHT });
    const terminal = memoryTerminal();
    const { run, json } = terminal;
    await run(`networks import ${folder}/right.csv`);
    for (const day of ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21'])
      await summary(terminal, day, {});
    await summary(terminal, '2026-11-16', { '192.168.3.0': [20, 0, 0] });
    await summary(terminal, '2026-11-17', { '192.168.1.0': [3, 3, 4], '10.1.5.0': [40, 0, 0] });
    await summary(terminal, '2026-11-22', { '192.168.2.0': [6, 0, 0], '(other)': [90, 0, 0] });
    await summary(terminal, '2026-11-23', {
      '192.168.2.0': [6, 0, 0],
      '192.168.3.0': [9, 0, 0],
      '192.168.4.0': [0, 0, 0],
    });
    expect((await run('networks missing')).out).toBe(
      [
        'subnet       audio streams  last seen',
        '192.168.2.0             12  2026-11-23',
        '192.168.1.0             10  2026-11-17',
        '',
        '2 subnets with 10 or more audio streams are in no row of the building file (2026-11-17 to 2026-11-23, UTC).',
        'Add rows, then: ./callrecords networks import FILE',
        '',
      ].join('\n'),
    );
    expect((await json('networks missing --from 2026-11-16'))[0]).toEqual({
      Subnet: '192.168.3.0',
      AudioStreams: 29,
      LastDay: '2026-11-23',
    });
  });

  test('says that no building file is imported', async () => {
    const terminal = memoryTerminal();
    await summary(terminal, '2026-11-22', { '192.168.2.0': [12, 0, 0] });
    expect((await terminal.run('networks missing --from 2026-11-22 --to 2026-11-22')).out).toContain(
      'No building file is imported. To import one: ./callrecords networks import FILE\n',
    );
  });

  test('names the days that are not summed up yet, and those without calls', async () => {
    const terminal = memoryTerminal();
    await summary(terminal, '2026-11-22', {});
    const partition = dayPartition(TENANT, '2026-11-23' as Day);
    await terminal.write('CallsByDay', 'a', { CallId: text('a') }, partition);
    expect((await terminal.run('networks missing --from 2026-11-21 --to 2026-11-23')).out).toBe(
      [
        'No subnet with 10 or more audio streams is missing (2026-11-21 to 2026-11-23, UTC).',
        'Not summed up yet, and so not looked at: 2026-11-23.',
        'No calls are stored of 2026-11-21.',
        '',
      ].join('\n'),
    );
  });

  test('lists every subnet where no file is imported', async () => {
    const terminal = memoryTerminal();
    await summary(terminal, '2026-11-23', { '10.1.5.0': [10, 0, 0] });
    expect(await terminal.json('networks missing')).toMatchObject([{ Subnet: '10.1.5.0' }]);
  });
});
