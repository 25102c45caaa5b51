import { expect, test } from 'vitest';
import { memoryTerminal, number, TENANT, text, time } from '../command-in-test.ts';

/** Coverage as reconcile keeps it: the hours of two days, all checked, the next check tomorrow. */
async function covered() {
  const terminal = memoryTerminal();
  for (
    let hour = Date.parse('2026-11-21T09:00:00Z');
    hour < terminal.clock.now().getTime();
    hour += 3_600_000
  ) {
    await terminal.write('Coverage', new Date(hour).toISOString().slice(0, 13), {
      Listed: number(2),
      Stored: number(2),
      CheckedAt: time('2026-11-23T08:00:00'),
      NextCheckAt: time('2026-11-24T08:00:00'),
      Cursor: text('{"half":"done"}'),
    });
  }
  const dueHours = () =>
    terminal.tables
      .rows('Coverage')
      .filter(({ cells }) => String(cells.NextCheckAt?.value) <= '2026-11-23T09:00:00.0000000Z')
      .map(({ rowKey }) => rowKey);
  return { ...terminal, dueHours };
}

test('the hours of a period become due now and begin anew; the others stay as they are', async () => {
  const { run, row, dueHours } = await covered();
  const { code, out, err } = await run('backfill --from 2026-11-22T05 --to 2026-11-22T06');
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toEqual([
    '2 hours due now, 2026-11-22T05 to 2026-11-22T06 (UTC).',
    'Reconcile lists them in its next runs, the newest first. Look in about 6 minutes, later where calls are many:',
    './callrecords coverage --from 2026-11-22T05 --to 2026-11-22T06',
    '',
  ]);
  expect(dueHours()).toEqual(['2026-11-22T05', '2026-11-22T06']);
  expect((await row('Coverage', '2026-11-22T05'))?.cells).toEqual({
    Listed: number(2),
    Stored: number(2),
    CheckedAt: time('2026-11-23T08:00:00'),
    NextCheckAt: time('2026-11-23T09:00:00'),
    Cursor: text(''),
  });
});

test('an hour that is overdue keeps its place before the others', async () => {
  const { run, row, write } = await covered();
  await write('Coverage', '2026-11-22T05', { NextCheckAt: time('2026-11-23T01:00:00') });
  await run('backfill --from 2026-11-22T05 --to 2026-11-22T06');
  expect((await row('Coverage', '2026-11-22T05'))?.cells.NextCheckAt).toEqual(time('2026-11-23T01:00:00'));
});

test('hours without a row get one, and it is said that reconcile closes the hole behind them', async () => {
  const { run, json, dueHours } = await covered();
  const { out } = await run('backfill --from 2026-11-21T04 --to 2026-11-21T05');
  expect(out).toContain('2 hours due now, 2026-11-21T04 to 2026-11-21T05 (UTC), all of them new.\n');
  expect(out).toContain('3 hours between them and the earliest hour covered so far will be listed as well');
  expect(dueHours()).toEqual(['2026-11-21T04', '2026-11-21T05']);
  expect(await json('backfill --from 2026-11-21T03 --to 2026-11-21T05')).toEqual([
    {
      From: '2026-11-21T03',
      To: '2026-11-21T05',
      Hours: 3,
      AddedHours: 1,
      HoursBetween: 0,
      RequestedAt: '2026-11-23T09:00:00.0000000Z',
    },
  ]);
});

test.each(['2026-11-23', '2026-11-23T12', '2026-11-24', '9999-12-31'])(
  'a period until %s, which has not passed, ends with the hour that is',
  async (to) => {
    const { run, dueHours } = await covered();
    expect((await run(`backfill --from 2026-11-23 --to ${to}`)).out).toContain('10 hours due now');
    expect(dueHours().at(-1)).toBe('2026-11-23T09');
  },
);

test.each([
  ['--from 2026-10-24T08 --to 2026-10-24T12', 'the earliest hour is 2026-10-24T09 (UTC)'],
  ['--from 2026-10-24 --to 2026-10-25', 'the earliest hour is 2026-10-24T09 (UTC)'],
  ['--from 2026-11-23T10 --to 2026-11-23T11', 'the latest hour is 2026-11-23T09 (UTC)'],
  ['--from 2026-11-24 --to 2026-11-24', 'the latest hour is 2026-11-23T09 (UTC)'],
])('%s is refused: Graph lists 30 days and no future', async (period, reason) => {
  const { run, dueHours } = await covered();
  const { code, out, err } = await run(`backfill ${period} --yes contosocalls`);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(reason);
  expect(dueHours()).toEqual([]);
});

test('the earliest hour that Graph lists can be had', async () => {
  const { run } = await covered();
  expect((await run('backfill --from 2026-10-24T09 --to 2026-10-24T10', 'contosocalls')).code).toBe(0);
});

test('more than 48 hours are asked about, with those that come along', async () => {
  const { run, dueHours, tables } = await covered();
  const alone = await run('backfill --from 2026-11-21 --to 2026-11-23');
  expect([alone.code, alone.out]).toEqual([2, '']);
  expect(alone.err).toContain('58 hours, 2026-11-21T00 to 2026-11-23T09 (UTC), will be listed');
  expect((await run('backfill --from 2026-11-21 --to 2026-11-23', 'no')).code).toBe(1);
  const comingAlong = await run('backfill --from 2026-11-18T00 --to 2026-11-18T00', 'no');
  expect(comingAlong.questions).toEqual([
    '1 hour, 2026-11-18T00 to 2026-11-18T00 (UTC), and 80 hours after them that are not covered yet will be listed, and what is missing fetched. To go on, type the name of the account (contosocalls): ',
  ]);
  expect(dueHours()).toEqual([]);
  expect(tables.rows('Coverage')).toHaveLength(48);

  expect((await run('backfill --from 2026-11-21T10 --to 2026-11-23')).questions).toEqual([]);
  expect((await run('backfill --from 2026-11-21 --to 2026-11-23 --yes contosocalls')).code).toBe(0);
  expect(dueHours()).toHaveLength(58);
});

test('before reconcile has written its first hours nothing is done: it would never go back behind these', async () => {
  const { run, tables } = memoryTerminal();
  const { code, err } = await run('backfill --from 2026-11-22 --to 2026-11-22');
  expect(code).toBe(1);
  expect(err).toContain('reconcile has not run yet');
  await tables.table('Coverage').insert({ partitionKey: TENANT, rowKey: '2026-09-01T00', cells: {} });
  expect((await run('backfill --from 2026-11-22 --to 2026-11-22')).code).toBe(1);
});

test('hours whose calls are not kept any more are refused, with the earliest that can be listed', async () => {
  const { run, write, dueHours } = await covered();
  await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22') });
  const { code, err } = await run('backfill --from 2026-11-21T23 --to 2026-11-22T06');
  expect(code).toBe(2);
  expect(err).toContain('calls that started before 2026-11-22T00 (UTC) are not stored any more (KEEP_DAYS)');
  expect(dueHours()).toEqual([]);
});
