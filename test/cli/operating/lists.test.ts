import { readFile } from 'node:fs/promises';
/** What operators see of the tables: right rows, and rows that users typed in wrongly. */

import { describe, expect, test } from 'vitest';
import { hourStateNames } from '../../../src/reconcile/hour-state.ts';
import { memoryTerminal, number, numberedCall, TENANT, text, time } from '../command-in-test.ts';

describe('pending', () => {
  test('counts come first; then what waits before what was given up, by reason, the oldest first', async () => {
    const { run, json, write } = memoryTerminal();
    const waits = async (n: number, reason: string, firstSeen: string, next: string, state = 'waiting') =>
      await write('PendingCallRecords', numberedCall(n), {
        State: text(state),
        Reason: text(reason),
        FirstSeenAt: time(firstSeen),
        NextAttemptAt: time(next),
        Attempt: number(n),
        LastStatus: number(404),
        LastError: text('not found\u001b[2J'),
      });
    await waits(1, 'throttled', '2026-11-23T08:00:00', '2026-11-23T09:10:00');
    await waits(2, 'notFound', '2026-11-23T08:30:00', '2026-11-23T08:59:00');
    await waits(3, 'notFound', '2026-11-23T08:10:00', '2026-11-23T09:20:00');
    await waits(4, 'notFound', '2026-11-21T08:10:00', '2026-11-22T08:10:00', 'unavailable');
    await write('PendingCallRecords', numberedCall(5), {
      State: text('waiting'),
      NextAttemptAt: text('now'),
    });
    const { code, out } = await run('pending');
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '4 calls waiting: 2 notFound, 1 throttled, 1 typed in; 1 due now',
      '1 call given up: 1 notFound',
      '',
    ]);
    expect(lines[4]).toBe(
      `waiting   notFound   ${numberedCall(3)}  2026-11-23 08:10:00  2026-11-23 09:20:00         3  404 not found\ufffd[2J`,
    );
    const calls = [3, 2, 1, 5, 4].map(numberedCall);
    expect(lines.slice(4, -1).map((line) => line.slice(21, 57))).toEqual(calls);
    expect(lines[7]).toContain('never: not a time');
    const rows = await json('pending');
    expect(rows.map(({ RowKey }) => RowKey)).toEqual(calls);
    expect(rows[0]).toEqual({
      Table: 'PendingCallRecords',
      PartitionKey: TENANT,
      RowKey: numberedCall(3),
      Reason: 'notFound',
      State: 'waiting',
      FirstSeenAt: '2026-11-23T08:10:00.0000000Z',
      NextAttemptAt: '2026-11-23T09:20:00.0000000Z',
      Attempt: 3,
      LastStatus: 404,
      LastError: 'not found\u001b[2J',
    });
  });

  test('a stored call that is looked at again counts as no call that waits, and has a line of its own', async () => {
    const { run, write } = memoryTerminal();
    await write('PendingCallRecords', numberedCall(1), {
      State: text('waiting'),
      Reason: text('secondLook'),
      NextAttemptAt: time('2026-11-23T08:59:00'),
    });
    expect((await run('pending')).out.split('\n').slice(0, 3)).toEqual([
      '0 calls waiting; 0 due now',
      '1 stored call looked at again for a newer version',
      '0 calls given up',
    ]);
  });

  test('nothing waiting is an answer', async () => {
    expect(await memoryTerminal().run('pending')).toMatchObject({
      code: 0,
      out: '0 calls waiting; 0 due now\n0 calls given up\n',
    });
  });
});

describe('coverage', () => {
  async function twoDays() {
    const terminal = memoryTerminal();
    const { write } = terminal;
    const checked = { CheckedAt: time('2026-11-23T08:00:00') };
    await write('Coverage', '2026-11-21T23', {
      Listed: number(1000),
      Stored: number(999),
      Missing: number(1),
      ...checked,
    });
    await write('Coverage', '2026-11-22T08', {
      Listed: number(5),
      Stored: number(2),
      Fresh: number(1),
      Missing: number(2),
      GivenUp: number(1),
      IncompleteSince: time('2026-11-22T12:00:00'),
      LastError: text('Graph: 400'),
      ...checked,
      NextCheckAt: time('2026-11-23T08:30:00'),
    });
    await write('Coverage', '2026-11-22T09', { Listed: number(0), Unlisted: number(3), ...checked });
    await write('Coverage', '2026-11-22T10', { NextCheckAt: time('2026-11-23T07:29:30') });
    await write('Coverage', 'notes', { Note: text('of a person') });
    return terminal;
  }

  test('hours that reconcile has not covered say why', async () => {
    const { run } = memoryTerminal();
    expect((await run('coverage')).err).toContain(
      'covered none of them. Whether it runs: ./callrecords status',
    );
    expect((await run('coverage --day 2025-01-01')).err).toContain('Graph lists the past 30 days alone');
  });

  test('a day is a line, the sum of its hours', async () => {
    const { run, json } = await twoDays();
    const { code, out } = await run('coverage');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'day (UTC)   covered  listed  stored  missing  given up  fresh  unlisted  hours  hours not listed  overdue by',
      '2026-11-21   99.9 %   1,000     999        1         0      0         0      1                 0',
      '2026-11-22   25.0 %       5       2        2         1      1         3      3                 1     1:30:30',
      '',
      '1,001 of 1,005 calls stored: 99.3 %.',
      'Missing when last listed: 2 calls. Those that still wait: ./callrecords pending',
      'Given up: 1 missing call: ./callrecords dead-letters',
      'Graph’s list hides 3 stored calls, and perhaps others: ./callrecords doctor',
      '1 hour not listed.',
      'The longest overdue hour has been due to be listed for 1:30:30.',
      '',
    ]);
    expect(await json('coverage --day 2026-11-22')).toEqual([
      {
        Day: '2026-11-22',
        Hours: 3,
        HoursUnchecked: 1,
        Expired: false,
        HoursAgedOut: 0,
        Listed: 5,
        Stored: 2,
        Fresh: 1,
        Missing: 2,
        GivenUp: 1,
        Unlisted: 3,
        Coverage: 0.25,
        OverdueSince: '2026-11-23T07:29:30.0000000Z',
      },
    ]);
  });

  test('Graph listed no call so far, while an hour is not listed', async () => {
    const { run, write } = memoryTerminal();
    await write('Coverage', '2026-11-22T09', { Listed: number(0), CheckedAt: time('2026-11-22T12:00:00') });
    expect((await run('coverage')).out).toContain('\nGraph listed no call.\n');
    await write('Coverage', '2026-11-22T10', { NextCheckAt: time('2026-11-23T07:29:30') });
    expect((await run('coverage')).out).toContain('\nGraph listed no call so far.\n1 hour not listed.\n');
  });

  test('days of which retention keeps no calls any more are expired, and their counts stay', async () => {
    const { run, json, write } = await twoDays();
    await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22') });
    const { out } = await run('coverage');
    expect(out.split('\n').slice(1, 3)).toEqual([
      '2026-11-21   99.9 %   1,000     999        1         0      0         0  expired      1                 0',
      '2026-11-22   25.0 %       5       2        2         1      1         3  kept         3                 1     1:30:30',
    ]);
    expect(await json('coverage')).toMatchObject([{ Expired: true }, { Expired: false }]);
  });

  test('docs/explorer.md names each mark of an hour, and columns that there are', async () => {
    const { run, write } = await twoDays();
    await write('Withheld', 'limits', { RefusedBefore: text('2026-11-22') });
    const [header = ''] = (await run('coverage')).out.split('\n');
    const columns = header.split(/ {2,}/);
    const page = await readFile('docs/explorer.md', 'utf8');
    const rows = /^\| mark \| meaning \| column of `coverage` \|\n.*\n((?:\|.*\n)*)/m.exec(page)?.[1] ?? '';
    const cells = rows
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));
    const marks = cells.flatMap(([, mark = '']) => mark.split(', '));
    const named = cells.flatMap(([, , , column = '']) => column.match(/(?<=`)[a-z ]+(?=`)/g) ?? []);
    expect(named.length).toBeGreaterThan(cells.length - 1);
    expect(columns).toEqual(expect.arrayContaining(named));
    for (const state of Object.values(hourStateNames)) {
      expect(
        marks.some((mark) => state.replace('’', "'").startsWith(mark)),
        state,
      ).toBe(true);
    }
  });

  test('an hour is a line with --hours, with its times and its error', async () => {
    const { run, json } = await twoDays();
    const { out } = await run('coverage --from 2026-11-22T08 --to 2026-11-22T09 --hours');
    expect(out.split('\n').slice(1, 3)).toEqual([
      '2026-11-22T08   40.0 %       5       2        2         1      1         0     0:30:00  2026-11-23 08:00:00  2026-11-23 08:30:00  2026-11-22 12:00:00  Graph: 400',
      '2026-11-22T09    0.0 %       0       0        0         0      0         3              2026-11-23 08:00:00',
    ]);
    const hours = await json('coverage --from 2026-11-21 --to 2026-11-22T09 --hours');
    expect(hours.map(({ RowKey }) => RowKey)).toEqual(['2026-11-21T23', '2026-11-22T08', '2026-11-22T09']);
    expect(hours[1]).toMatchObject({ Table: 'Coverage', Listed: 5, LastError: 'Graph: 400' });
  });

  test('100 % is not said while an hour was not listed', async () => {
    const { run, write } = memoryTerminal();
    const listed = { Listed: number(5), Stored: number(5), CheckedAt: time('2026-11-23T08:00:00') };
    await write('Coverage', '2026-11-22T09', listed);
    await write('Coverage', '2026-11-22T10', { NextCheckAt: time('2026-11-23T07:29:30') });
    const open = await run('coverage --day 2026-11-22');
    expect(open.out).not.toContain('%');
    expect(open.out).toContain('5 of 5 calls stored.\n1 hour not listed.\n');
    await write('Coverage', '2026-11-22T10', { ...listed, Listed: number(0), Stored: number(0) });
    expect((await run('coverage --day 2026-11-22')).out).toContain('5 of 5 calls stored: 100 %.');
  });

  test('a period that no check has covered says so', async () => {
    const { run } = await twoDays();
    expect(await run('coverage --day 2026-11-01')).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('no hour from 2026-11-01T00 to 2026-11-01T23 (UTC)'),
    });
  });
});

describe('subscription', () => {
  test('shows until when it lives, its gap and events, those before it, and how the timers ended', async () => {
    const { run, json, write } = memoryTerminal();
    await write('Subscriptions', numberedCall(1), {
      State: text('live'),
      NotificationUrl: text('https://contoso.example/api/notifications'),
      LifecycleNotificationUrl: text('https://contoso.example/api/lifecycle'),
      ClientStateHash: text('ab12'),
      CreatedAt: time('2026-11-22T08:00:00'),
      RenewedAt: time('2026-11-23T08:00:00'),
      LastSeenAt: time('2026-11-23T08:59:00'),
      ExpirationDateTime: time('2026-11-25T09:00:00'),
      GapFrom: time('2026-11-22T06:00:00'),
      GapTo: time('2026-11-22T08:00:00'),
      MissedAt: time('2026-11-23T07:00:00'),
    });
    await write('Subscriptions', numberedCall(2), {
      State: text('gone'),
      CreatedAt: time('2026-11-20T08:00:00'),
      GoneAt: time('2026-11-22T06:01:00'),
      SubscriptionRemovedAt: time('2026-11-22T06:00:30'),
    });
    await write('PipelineStatus', 'subscription', {
      LastSuccessAt: time('2026-11-23T08:58:00'),
      LastFailureAt: time('2026-11-23T08:59:00'),
      LastFailureKind: text('forbidden'),
      LastFailure: text('GET /subscriptions: 403'),
      CreationAskedAt: { type: 'DateTime', value: '2026-11-23T08:58:00.0000000Z' },
    });
    expect((await run('subscription')).out.split('\n')).toEqual([
      `subscription            ${numberedCall(1)}  live`,
      'live until              2026-11-25 09:00:00 (in 2 days)',
      'created                 2026-11-22 08:00:00',
      'last renewed            2026-11-23 08:00:00',
      'last seen               2026-11-23 08:59:00',
      'notifications to        https://contoso.example/api/notifications',
      'lifecycle to            https://contoso.example/api/lifecycle',
      'gap before it           2026-11-22 06:00:00 to 2026-11-22 08:00:00',
      'Graph could not notify  2026-11-23 07:00:00',
      '',
      `subscription            ${numberedCall(2)}  gone`,
      'created                 2026-11-20 08:00:00',
      'gone                    2026-11-22 06:01:00',
      'Graph removed it        2026-11-22 06:00:30',
      '',
      'status of               subscription',
      'last success            2026-11-23 08:58:00',
      'last failure            2026-11-23 08:59:00  forbidden: GET /subscriptions: 403',
      'creation asked for      2026-11-23 08:58:00',
      '',
    ]);
    expect((await json('subscription')).map(({ Table, RowKey }) => [Table, RowKey])).toEqual([
      ['Subscriptions', numberedCall(1)],
      ['Subscriptions', numberedCall(2)],
      ['PipelineStatus', 'subscription'],
    ]);
  });

  test('shows one of another deployment, and has maintain delete it when the user agrees', async () => {
    const { run, write, tables } = memoryTerminal();
    await write('Subscriptions', numberedCall(3), {
      State: text('foreign'),
      NotificationUrl: text('https://fabrikam.example/api/notifications'),
      ExpirationDateTime: time('2026-11-25T09:00:00'),
    });
    expect((await run('subscription')).out.split('\n').slice(2, 5)).toEqual([
      `subscription            ${numberedCall(3)}  foreign: of another deployment with this app registration`,
      'live until              2026-11-25 09:00:00 (in 2 days)',
      'notifications to        https://fabrikam.example/api/notifications',
    ]);
    const takenOver = () => tables.rows('Subscriptions')[0]?.cells.TakeOverAt?.value;
    const command = `subscription --take-over ${numberedCall(3)}`;
    const declined = await run(command, 'no');
    expect(declined.questions.join()).toContain('https://fabrikam.example/api/notifications will no longer');
    expect([declined.code, takenOver()]).toEqual([1, undefined]);
    expect((await run(`${command} --yes contosocalls`)).code).toBe(0);
    expect(takenOver()).toBe('2026-11-23T09:00:00.0000000Z');
    expect((await run('subscription')).out).toContain('to be deleted           2026-11-23 09:00:00\n');

    const unknown = await run(`subscription --take-over ${numberedCall(4)}`, 'contosocalls');
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain(`No subscription of another deployment has the id ${numberedCall(4)}`);
  });

  test('says that there is none, and that one has expired', async () => {
    const { run, write } = memoryTerminal();
    expect((await run('subscription')).out).toBe('No subscription was live at the last check.\n');
    await write('Subscriptions', numberedCall(1), {
      State: text('live'),
      ExpirationDateTime: time('2026-11-23T08:00:00'),
    });
    expect((await run('subscription')).out).toContain(
      'live until              2026-11-23 08:00:00 (expired)\n',
    );
  });
});
