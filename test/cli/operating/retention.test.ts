import { expect, test } from 'vitest';
import { retain } from '../../../src/retention/retain.ts';
import { createStore } from '../../../src/rows/store.ts';
import { numberedCall, store, tenantId } from '../../store/call-in-store.ts';
import { memoryTerminal, number, text } from '../command-in-test.ts';

const OLD = '2025-03-01T09:00:00Z';

/** Two calls of one old day, and one of yesterday. */
async function threeCalls() {
  const terminal = memoryTerminal();
  await store(terminal.tables, { callId: numberedCall(1), start: OLD });
  await store(terminal.tables, { callId: numberedCall(2), start: OLD });
  await store(terminal.tables, { callId: numberedCall(3), start: '2026-11-22T09:00:00Z' });
  return terminal;
}

test('says that all calls are kept while KEEP_DAYS is not set', async () => {
  const { run } = await threeCalls();
  expect(await run('retention')).toMatchObject({ code: 0, out: 'All calls are kept (KEEP_DAYS).\n' });
});

test('says what is kept, what is left to be deleted, and what the timer did', async () => {
  const { run, json, write } = await threeCalls();
  await write('Withheld', 'limits', {
    RefusedBefore: text('2026-08-25'),
    DeletedBefore: text('2026-08-24'),
    KeepDays: number(90),
  });
  const { out } = await run('retention');
  expect(out.split('\n')).toEqual([
    'Calls are kept for 90 days (KEEP_DAYS).',
    'Calls that started before 2026-08-25 are not stored any more.',
    'Calls that started before 2026-08-24 are deleted: 2 calls of 1 day are left, the oldest of 2025-03-01.',
    '',
  ]);
  expect(await json('retention')).toMatchObject([{ KeepDays: 90, CallsToDelete: 2, FirstDay: '2025-03-01' }]);
});

test.each([
  [365, 'Of them those from 2025-11-23 on that are stored stay', '2025-11-23', 2],
  [undefined, 'Of them those that are stored stay', undefined, 0],
])(
  'does not say that calls are gone which a KEEP_DAYS of %s keeps again',
  async (days, line, before, calls) => {
    const { run, json, write } = await threeCalls();
    const limits = { RefusedBefore: text('2026-11-23'), DeletedBefore: text('2026-11-23') };
    await write('Withheld', 'limits', days === undefined ? limits : { ...limits, KeepDays: number(days) });
    const { out } = await run('retention');
    expect(out).toContain(line);
    expect(out).not.toContain('gone');
    const [report] = await json('retention');
    expect(report).toMatchObject({ CallsToDelete: calls });
    expect(report?.DeletedBefore ?? undefined).toBe(before);
  },
);

test('a first KEEP_DAYS waits, says so, and applies once it is confirmed with the name of the account', async () => {
  const { run, tables, clock } = await threeCalls();
  const retained = async () => {
    clock.advance({ minutes: 11 });
    const log = { info() {}, warn() {}, error() {} };
    await retain({ store: createStore({ tables, tenantId, clock }), log, keepDays: 90 });
  };
  await retained();
  expect((await run('retention')).out).toContain(
    'KEEP_DAYS is 90, which would delete calls and waits. To see what goes, and to confirm it: ./callrecords retention --confirm 90\n',
  );
  const asked = await run('retention --confirm 90');
  expect(asked).toMatchObject({ code: 2, out: '' });
  expect(asked.err).toMatch(
    /^With KEEP_DAYS=90, 2 calls of 1 day go, from 2025-03-01 to the day before 2026-08-25 \(UTC\)\. That is at most \d+ requests to storage \(less than \$0\.01\) and takes less than a minute/,
  );
  const account = /--yes (\S+)/.exec(asked.err)?.[1];
  expect((await run(`retention --confirm 90 --yes ${account}`)).out).toContain('90 days are confirmed.');
  await retained();
  clock.advance({ minutes: 24 * 60 });
  expect((await run('retention')).out).not.toContain('It last deleted');
  await retained();
  const { DeletedAt } = JSON.parse((await run('retention --json')).out) as { DeletedAt: string };
  await retained();
  const { out } = await run('retention');
  expect(out).toContain('Calls that started before 2026-08-25 are deleted: all of them are gone.\n');
  const at = DeletedAt.slice(0, 16).replace('T', ' ');
  expect(out).toMatch(new RegExp(`It last deleted calls at ${at}\\S* \\(UTC\\): 2 calls in that run\\.\n`));
});

test('counts and changes nothing with --dry-run', async () => {
  const { run, tables } = await threeCalls();
  const { code, out, err } = await run('retention --confirm 90 --dry-run');
  expect([code, out]).toEqual([0, 'Nothing was changed.\n']);
  expect(err).toContain('2 calls of 1 day go');
  expect(tables.rows('Withheld')).toEqual([]);
});

test.each([
  ['retention --confirm 2', '--confirm is "2", which is not a whole number of days from 3 to 36500'],
  [
    'retention --confirm ninety',
    '--confirm is "ninety", which is not a whole number of days from 3 to 36500',
  ],
  ['retention --dry-run', '--dry-run goes with --confirm'],
  ['retention --yes contosocalls', '--yes goes with --confirm'],
])('%s is asked wrongly, and says why', async (line, why) => {
  const { run } = await threeCalls();
  expect(await run(line)).toMatchObject({ code: 2, err: expect.stringContaining(why) });
});
