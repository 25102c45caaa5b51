import { expect, test } from 'vitest';
import { memoryTerminal, number, numberedCall, text, time } from '../command-in-test.ts';

const guid = (value: string) => ({ type: 'Guid', value }) as const;

/** Letters of all three sources: one replayed, one that names no call, one that came from the webhook. */
async function letters() {
  const terminal = memoryTerminal();
  const letter = async (
    partition: string,
    rowKey: string,
    call: number | undefined,
    state: string,
    deadAt: string,
  ) =>
    await terminal.write(
      'DeadLetters',
      rowKey,
      {
        State: text(state),
        Reason: text(`reason of ${rowKey}`),
        DeadAt: time(deadAt),
        ...(call === undefined ? {} : { CallId: guid(numberedCall(call)) }),
        DequeueCount: number(5),
        Body: text('{"schema":1}'),
        BodyLength: number(12),
      },
      partition,
    );
  await letter('call-records', '2026-11-23T08_a', 1, 'operator', '2026-11-23T08:30:00');
  await letter('call-records', '2026-11-23T07_b', 2, 'waiting', '2026-11-23T07:30:00');
  await letter('call-records', '2026-11-22T07_c', 3, 'replayed', '2026-11-22T07:30:00');
  await letter('call-records-poison', '2026-11-23T06_d', undefined, 'operator', '2026-11-23T06:30:00');
  await letter('notifications', '2026-11-23T05_e', undefined, 'operator', '2026-11-23T05:30:00');
  await letter('call-records', '2026-11-21T07_f', 4, 'stored', '2026-11-21T07:30:00');
  await letter('call-records', '2026-11-20T07_g', 5, 'dismissed', '2026-11-20T07:30:00');
  return terminal;
}

test('dead letters that are unresolved are listed, the latest first', async () => {
  const { run, json } = await letters();
  const { code, out } = await run('dead-letters');
  expect(code).toBe(0);
  expect(out.split('\n').slice(0, 6)).toEqual([
    '5 unresolved dead letters',
    '',
    'state     given up (UTC)       tried again (UTC)  deliveries  from                 call',
    `operator  2026-11-23 08:30:00                              5  call-records         ${numberedCall(1)}`,
    '          why  reason of 2026-11-23T08_a',
    '          row  2026-11-23T08_a',
  ]);
  const keys = (rows: ReadonlyArray<Record<string, unknown>>) =>
    rows.map(({ RowKey }) => String(RowKey).slice(-1));
  expect(keys(await json('dead-letters'))).toEqual(['a', 'b', 'd', 'e', 'c']);
  const all = await json('dead-letters --all');
  expect(keys(all)).toEqual(['a', 'b', 'd', 'e', 'c', 'f', 'g']);
  expect(all[0]).toEqual({
    Table: 'DeadLetters',
    PartitionKey: 'call-records',
    RowKey: '2026-11-23T08_a',
    State: 'operator',
    Reason: 'reason of 2026-11-23T08_a',
    DeadAt: '2026-11-23T08:30:00.0000000Z',
    CallId: numberedCall(1),
    DequeueCount: 5,
    Body: '{"schema":1}',
    BodyLength: 12,
  });
  expect((await memoryTerminal().run('dead-letters')).out).toBe('No unresolved dead letters.\n');
});

test('one is shown whole by the beginning of its row key, and what was cut is said', async () => {
  const { run, json, write } = await letters();
  await write(
    'DeadLetters',
    '2026-11-23T09_f',
    {
      State: text('operator'),
      Body: text('{"long":'),
      Body2: text('"\u001b[2Jtext'),
      BodyLength: number(1000),
    },
    'notifications',
  );
  const { code, out } = await run('dead-letters --show 2026-11-23T09');
  expect(code).toBe(0);
  expect(out).toContain('{"long":"\ufffd[2Jtext\n');
  expect(out).toContain('The last 983 characters of the message were not kept.');
  expect(await json('dead-letters --show 2026-11-23T09_f')).toMatchObject([{ Body2: '"\u001b[2Jtext' }]);

  const unclear = await run('dead-letters --show 2026-11-23');
  expect([unclear.code, unclear.out]).toEqual([2, '']);
  expect(unclear.err).toMatch(/^Several row keys begin with 2026-11-23\. Type more of one: (\S+, ){4}\S+\n$/);
  expect(await run('dead-letters --show 2027')).toMatchObject({
    code: 1,
    err: 'No dead letter has a row key that is or begins with 2027. List them: ./callrecords dead-letters --all\n',
  });
});

test('replaying leaves those that name a call to maintain, and says which cannot be replayed', async () => {
  const { run, row } = await letters();
  const { code, out } = await run('dead-letters --replay');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'call                                  replayed',
    `${numberedCall(1)}  within a minute`,
    `${numberedCall(2)}  within a minute`,
    `${numberedCall(3)}  within a minute`,
    '3 dead letters waiting: the next run of maintain makes their calls pending.',
    'What becomes of them: ./callrecords dead-letters',
    '2 dead letters cannot be replayed: they name no call or came from the webhook. Look at each with ./callrecords dead-letters --show ROW, then: ./callrecords dead-letters dismiss ROW --because TEXT',
    '',
  ]);
  const letter = await row('DeadLetters', '2026-11-23T08_a', 'call-records');
  expect(letter?.cells).toMatchObject({ State: text('waiting'), Body: text('{"schema":1}') });
  expect((await row('DeadLetters', '2026-11-23T06_d', 'call-records-poison'))?.cells.State).toEqual(
    text('operator'),
  );
});

test('single ones are replayed by their row keys, or none when one key names none', async () => {
  const { run, row, json } = await letters();
  const wrong = await run('dead-letters --replay 2026-11-23T08 2026-11-23T11 2026-11-23');
  expect(wrong).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^No dead letter has a row key that is or begins with 2026-11-23T11\. .*\nSeveral row keys begin with 2026-11-23\. .*\nNothing was changed\.\n$/,
    ),
  });
  expect((await row('DeadLetters', '2026-11-23T08_a', 'call-records'))?.cells.State).toEqual(
    text('operator'),
  );
  expect(await json('dead-letters --replay 2026-11-23T08')).toEqual([
    {
      PartitionKey: 'call-records',
      RowKey: '2026-11-23T08_a',
      CallId: numberedCall(1),
      Asked: true,
    },
  ]);
});

test('one that cannot be replayed is said to be so, and the exit code says it too', async () => {
  const { run } = await letters();
  const { code, out } = await run('dead-letters --replay 2026-11-23T05');
  expect(code).toBe(1);
  expect(out).toContain('1 dead letter cannot be replayed: they name no call or came from the webhook.');
});

test('dead letters are dismissed with a reason, of whatever source, and then no longer listed', async () => {
  const { run, row, json } = await letters();
  expect(await run('dead-letters dismiss 2026-11-23T05 2026-11-23T08 --because tested')).toMatchObject({
    code: 0,
    out: '2 dead letters dismissed.\n',
  });
  expect((await row('DeadLetters', '2026-11-23T05_e', 'notifications'))?.cells).toMatchObject({
    State: text('dismissed'),
    DismissedAt: { type: 'DateTime' },
    DismissedBecause: text('tested'),
    Body: text('{"schema":1}'),
  });
  expect((await json('dead-letters')).map(({ RowKey }) => String(RowKey).slice(-1))).toEqual(['b', 'd', 'c']);
});

test.each([
  ['dead-letters dismiss 2026-11-23T05', 'dismiss needs --because TEXT'],
  ['dead-letters dismiss --because tested', 'dismiss needs the row key of a dead letter'],
  ['dead-letters --because tested', '--because goes with dismiss'],
  ['dead-letters dismiss 2026-11-23T05 --because tested --replay', 'dismiss and --replay exclude each other'],
  ['dead-letters 2026-11-23T05', '"2026-11-23T05" does not say what to do: --replay ROW'],
  ['dead-letters replay', '"replay" does not say what to do: --replay ROW'],
  ['dead-letters dismiss 2026-11-23T05 --because tested --all', 'dismiss and --all exclude each other'],
  ['dead-letters dismiss 2026-11-23T05 --because a --show 2026', 'dismiss and --show exclude each other'],
])('%s is one line that says what is wrong', async (line, mistake) => {
  const { run, row } = await letters();
  const { code, err } = await run(line);
  expect(code).toBe(2);
  expect(err).toContain(mistake);
  expect((await row('DeadLetters', '2026-11-23T05_e', 'notifications'))?.cells.State).toEqual(
    text('operator'),
  );
});

test('a row that is not there dismisses nothing', async () => {
  const { run, row } = await letters();
  const { code, err } = await run('dead-letters dismiss 2026-11-23T05 2027 --because tested');
  expect(code).toBe(1);
  expect(err).toContain('Nothing was changed.');
  expect((await row('DeadLetters', '2026-11-23T05_e', 'notifications'))?.cells.State).toEqual(
    text('operator'),
  );
});

test('more than twenty are asked about', async () => {
  const { run, write, tables } = memoryTerminal();
  for (let n = 0; n < 21; n += 1) {
    const cells = {
      State: text('operator'),
      DeadAt: time('2026-11-23T07:00:00'),
      CallId: guid(numberedCall(n)),
    };
    await write('DeadLetters', `2026-11-23T07_${n}`, cells, 'call-records');
  }
  const waiting = () =>
    tables.rows('DeadLetters').filter(({ cells }) => cells.State?.value === 'waiting').length;
  expect((await run('dead-letters --replay')).code).toBe(2);
  expect((await run('dead-letters --replay', 'no')).code).toBe(1);
  expect(waiting()).toBe(0);
  expect((await run('dead-letters --replay --yes contosocalls')).code).toBe(0);
  expect(waiting()).toBe(21);
});
