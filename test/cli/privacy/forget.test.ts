import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { toDate, toDateTime } from '../../../src/language/date-time.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { LIMITS } from '../../../src/withheld/withheld.ts';
import { numberedCall, store, valuesOf } from '../../store/call-in-store.ts';
import { ACCOUNT, memoryTerminal, TENANT, type TestTerminal, testTerminal } from '../command-in-test.ts';

const ADA = 'd0c8e3a2-0000-4000-8000-00000000000a';
const PHONE = '+15555550123';

let terminal: TestTerminal;
const erasures = () =>
  terminal.tables
    .rows('Withheld')
    .filter(({ rowKey }) => rowKey !== LIMITS)
    .map(valuesOf);

const minutesFromNow = (minutes: number) =>
  toDateTime(new Date(terminal.clock.now().getTime() + minutes * 60_000));

beforeEach(async () => {
  terminal = memoryTerminal();
  const phone = { phone: { id: PHONE, displayName: null } };
  await store(terminal.tables, { callId: numberedCall(1), participants: [ADA, 'ben'] });
  await store(terminal.tables, { callId: numberedCall(2), participants: [phone, 'ben'] });
  terminal.clock.advance({ minutes: 60 });
});

describe('forget', () => {
  test('counts first, and asks for the name of the account before it notes anything', async () => {
    const refused = await terminal.run(`forget --user ${ADA}`, 'another');
    expect(refused.code).toBe(1);
    expect(refused.questions[0]).toContain(`1 stored call will be stored again without ${ADA}`);
    expect(erasures()).toEqual([]);
    const agreed = await terminal.run(`forget --user ${ADA}`, ACCOUNT);
    expect(agreed.code).toBe(0);
    expect(agreed.out).toContain('Not reached from here: files');
    expect(agreed.out).toContain('is named after them');
    expect(erasures()).toMatchObject([
      { Ids: JSON.stringify([ADA]), Pseudonym: expect.stringMatching(/^erased-/) },
    ]);
  });

  test('takes several ids of one person, a phone number with and without its plus, and each once', async () => {
    const { code, out } = await terminal.run(
      `forget --user ${ADA} --user 15555550123 --user ${ADA.toUpperCase()} --yes ${ACCOUNT}`,
    );
    expect(code).toBe(0);
    expect(out).toContain('2 stored calls');
    expect(JSON.parse(String(erasures()[0]?.Ids))).toEqual([ADA.toUpperCase(), PHONE, PHONE.slice(1)]);
  });

  test('of a name that nobody known has is refused: no call is recognized by it', async () => {
    const { code, err } = await terminal.run(`forget --user Interviewee --yes ${ACCOUNT}`);
    expect([code, err]).toEqual([1, expect.stringContaining('a name alone is recognized in no call')]);
    expect(erasures()).toEqual([]);
  });

  test('of somebody of whom nothing is stored says so, and holds for what may still come', async () => {
    const { code, out } = await terminal.run(`forget --user 8:acs:unknown --yes ${ACCOUNT}`);
    expect(code).toBe(0);
    expect(out).toContain(
      'No stored call names 8:acs:unknown. Check each id: ./callrecords calls --user ID. Calls that',
    );
    expect(erasures()).toHaveLength(1);
  });

  test.each([
    [-60, 'behind'],
    [60, 'ahead of'],
  ])('is refused on a computer whose clock is %i minutes off, as exclude is', async (minutes, side) => {
    const right = toDate(minutesFromNow(-minutes));
    terminal = memoryTerminal(createMemoryTables({ now: () => right }));
    await store(terminal.tables, { callId: numberedCall(1), participants: [ADA, 'ben'] });
    terminal.clock.advance({ minutes: 60 });
    for (const command of [`forget --user ${ADA}`, `exclude --user ${ADA}`]) {
      const { code, err } = await terminal.run(command, ACCOUNT);
      expect(code).toBe(2);
      expect(err).toContain(`60 min ${side} that of storage`);
      expect(err).toContain('set the clock. Then type the command again');
    }
    expect(erasures()).toEqual([]);
  });

  test('takes no right to write but on the table Withheld, as exclude does, and a dry run takes none', async () => {
    const { tables, clock } = terminal;
    const allowed = new Set(['Withheld']);
    const refusing = tables.seenThrough(({ table, operation }) => {
      const reads = operation === 'get' || operation === 'query';
      if (!reads && !allowed.has(table)) throw new StorageFailure('no right', { status: 403 });
    });
    const { run } = testTerminal({ tables: refusing, clock, tenantId: TENANT });
    for (const command of [`forget --user ${ADA}`, `exclude --user ${ADA}`])
      expect((await run(command, ACCOUNT)).code, command).toBe(0);
    allowed.clear();
    for (const command of [`forget --user ${ADA} --dry-run`, `exclude --organizer ${ADA} --dry-run`])
      expect((await run(command)).code, command).toBe(0);
  });

  test('takes as many ids as the row holds, and says of more how to go on', async () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, place) => `--user ${numberedCall(place + 1)}`).join(' ');
    const tooMany = await terminal.run(`forget ${ids(841)}`, ACCOUNT);
    expect(tooMany.code).toBe(2);
    expect(tooMany.err).toContain('841 ids are too many at once');
    expect(tooMany.err).toContain('type the command several times');
    expect(erasures()).toEqual([]);
    expect((await terminal.run(`forget --dry-run ${ids(840)}`)).code).toBe(0);
  });

  test('says of whom an erasure was asked for before from which calls, and may be asked again for those since', async () => {
    await terminal.run(`forget --user ${ADA} --user ${PHONE} --yes ${ACCOUNT}`);
    const { out } = await terminal.run(`forget --user ${ADA.toUpperCase()} --dry-run`);
    expect(out).toContain(
      'An erasure was asked for before, from calls that started by 2026-11-23 10:00:00: erasure_',
    );
    expect((await terminal.run(`forget --user ${ADA} --user ben --dry-run`)).out).not.toContain('before,');
    expect((await terminal.run(`forget --user ${ADA} --yes ${ACCOUNT}`)).code).toBe(0);
    expect(erasures()).toHaveLength(2);
  });

  test('names the exclusions that hold ids of the person, until they are lifted', async () => {
    await terminal.run(`exclude --organizer ${ADA} --yes ${ACCOUNT}`);
    const row = terminal.tables
      .rows('Withheld')
      .find(({ rowKey }) => rowKey.startsWith('exclusion_'))?.rowKey;
    await terminal.run(`exclude --user ben --yes ${ACCOUNT}`);
    const dryRun = `forget --user ${ADA.toUpperCase()} --dry-run`;
    expect((await terminal.run(dryRun)).out).toContain(`an exclusion holds ids of theirs: ${row}. Nothing`);
    await terminal.run(`exclude lift ${row} --yes ${ACCOUNT}`);
    expect((await terminal.run(dryRun)).out).not.toContain('exclusion');
  });

  test('with --dry-run counts, and changes nothing', async () => {
    const { code, out } = await terminal.run(`forget --user ${ADA} --dry-run`);
    expect(code).toBe(0);
    expect(out).toContain('1 stored call will be stored again');
    expect(out).toContain('Nothing was changed');
    expect(erasures()).toEqual([]);
  });

  test('with --export writes all that is held of the person into a new file, and over no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'forget-'));
    const file = join(folder, 'ada.jsonl');
    expect((await terminal.run(`forget --user ${ADA} --export ${file}`)).code).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const held = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(held.map(({ table }) => table)).toEqual(['CallRecords', 'Participants']);
    expect(held[1]?.row.IdentityId).toBe(ADA);
    await writeFile(file, 'mine');
    const again = await terminal.run(`forget --user ${ADA} --export ${file}`);
    expect(again.code).toBe(2);
    expect(again.err).toContain(`--export ${file} exists already. Nothing was exported: name another file`);
    expect(await readFile(file, 'utf8')).toBe('mine');
    const nowhere = await terminal.run(`forget --user ${ADA} --export ${folder}/nowhere/ada.jsonl`);
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain(
      `--export ${folder}/nowhere/ada.jsonl lies in a folder that does not exist. Nothing was exported`,
    );
    const long = await terminal.run(`forget --user ${ADA} --export ${folder}/${'a'.repeat(300)}`);
    expect([long.code, long.err]).toEqual([
      2,
      expect.stringContaining('aaa is too long. Nothing was exported'),
    ]);
    expect(erasures()).toEqual([]);
  });

  test('with --export that fails on the way leaves no file that would look like all', async () => {
    const broken = { Ids: { type: 'Int32', value: 1 } } as const;
    const key = { partitionKey: TENANT, rowKey: 'exclusion_2026' };
    await terminal.tables.table('Withheld').upsert({ ...key, cells: broken });
    const file = join(await mkdtemp(join(tmpdir(), 'forget-')), 'ada.jsonl');
    expect((await terminal.run(`forget --user ${ADA} --export ${file}`)).code).not.toBe(0);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  test('alone lists the erasures and how far they are, without the person', async () => {
    expect((await terminal.run('forget')).out).toBe('No erasure was asked for.\n');
    await terminal.run(`forget --user ${ADA} --yes ${ACCOUNT}`);
    const { out } = await terminal.run('forget');
    expect(out).toMatch(
      /^erasure_\S+ {2}asked 2026-11-23 10:00:00, 0 calls stored again, waits for the first look of the timer forget, not before 2026-11-23 11:00:00\n$/,
    );
    expect(out).not.toContain(ADA);
  });
});

test.each(['--dry-run', '--export held.jsonl', '--yes contosocalls'])(
  'forget %s without --user is asked wrongly',
  async (option) => {
    const { code, err } = await memoryTerminal().run(`forget ${option}`);
    expect(code).toBe(2);
    expect(err).toContain(`${option.split(' ')[0]} goes with --user`);
  },
);
