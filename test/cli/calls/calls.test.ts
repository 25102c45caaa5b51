import { expect, test } from 'vitest';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { callId, numberedCall, store, watched } from '../../store/call-in-store.ts';
import { makeOld } from '../../store/earlier-layout.ts';
import { memoryTerminal } from '../command-in-test.ts';

const DAY = 'calls --day 2026-11-23 --zone UTC';

test('the calls of a day are a table with a line each', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables);
  await store(tables, { callId: numberedCall(2), start: '2026-11-23T23:30:00Z', participants: ['ada'] });
  expect(await run(DAY)).toEqual({
    code: 0,
    err: '',
    questions: [],
    out: [
      'call                                  start (UTC)            lasted  type       participants  poor streams  organizer',
      'c0000000-0000-4000-8000-000000000001  2026-11-23 09:00:00  16:00:00  groupCall             2        0 of 0  Ada, version 1',
      'c0000000-0000-4000-8000-000000000002  2026-11-23 23:30:00   1:30:00  groupCall             1        0 of 0  Ada, version 1',
      '',
    ].join('\n'),
  });
});

test('a call that an earlier release stored is said to be not classified, by day and by user', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables);
  await makeOld(tables);
  await store(tables, { callId: numberedCall(2) });
  for (const line of [DAY, 'calls --user ben']) {
    const { out } = await run(line);
    const shown = out.split('\n').map((text) => /^c0.* (not classified|0 of 0) /.exec(text)?.[1] ?? '');
    expect(shown.sort(), line).toEqual(['', '', '0 of 0', 'not classified']);
  }
});

test('the calls of a day are one JSON object a line, with every column and integers as integers', async () => {
  const { tables, run, json } = memoryTerminal();
  await store(tables);
  await store(tables, { callId: numberedCall(2) });
  expect((await run(`${DAY} --json`)).out).toMatch(/"Version":1,/);
  expect(await json(DAY)).toMatchObject([
    { CallId: callId, CallStartDateTime: '2026-11-23T09:00:00.0000000Z', CallModalities: 'audio,video' },
    { CallId: numberedCall(2) },
  ]);
});

test('the calls of a day are comma-separated values with one heading, quoted where they must be', async () => {
  const { tables, run } = memoryTerminal();
  for (let number = 0; number < 60; number += 1) await store(tables, { callId: numberedCall(number) });
  const { out } = await run(`${DAY} --csv`);
  const lines = out.split('\r\n');
  expect(lines).toHaveLength(62);
  expect(lines[0]).toMatch(/^CallStartDateTime,CallEndDateTime,/);
  expect(lines[1]).toMatch(new RegExp(`,"audio,video","Ada, version 1",.*,${numberedCall(0)},1,`));
  expect((await memoryTerminal().run(`${DAY} --csv`)).out).toBe(`${lines[0]}\r\n`);
});

test('the calls of a day have one heading however many they are, and come as they are read', async () => {
  const { tables, storage, requests } = watched();
  for (let number = 0; number < 120; number += 1) await store(tables, { callId: numberedCall(number) });
  const { run } = memoryTerminal(storage);
  const { out } = await run(DAY);
  expect(out.match(/organizer/g)).toHaveLength(1);
  expect(out.split('\n')).toHaveLength(122);
  expect(requests.length).toBeGreaterThan(0);
});

test('a day is one of the calendar of the time zone, and its times are local', async () => {
  const { tables, run, json } = memoryTerminal();
  const starts = [
    '2026-11-22T22:59:59.9999999Z',
    '2026-11-22T23:00:00Z',
    '2026-11-23T22:59:59.9999999Z',
    '2026-11-23T23:00:00Z',
  ];
  for (const [index, start] of starts.entries()) await store(tables, { callId: numberedCall(index), start });
  const ids = async (line: string) => (await json(line)).map(({ CallId }) => CallId);
  expect(await ids('calls --day 2026-11-23 --zone Europe/Berlin')).toEqual([1, 2].map(numberedCall));
  expect(await ids('calls --day today --zone europe/berlin')).toEqual([1, 2].map(numberedCall));
  expect(await ids('calls --day 2026-11-23T00 --zone Europe/Berlin')).toEqual([1].map(numberedCall));
  expect(await ids('calls --day yesterday --zone UTC')).toEqual([0, 1].map(numberedCall));
  expect(await ids('calls --from -7d --to 2026-11-22 --zone Europe/Berlin')).toEqual([0].map(numberedCall));
  expect(await ids('calls --zone UTC')).toEqual([0, 1, 2, 3].map(numberedCall));
  const { out } = await run('calls --day 2026-11-23 --zone Europe/Berlin');
  expect(out).toMatch(/^call +start \(Europe\/Berlin\) /);
  expect(out).toContain(`${numberedCall(1)}  2026-11-23 00:00:00 `);
});

test('the day on which clocks are set back has 25 hours', async () => {
  const { tables, json } = memoryTerminal();
  for (const [index, start] of [
    '2026-10-24T22:00:00Z',
    '2026-10-25T22:59:59Z',
    '2026-10-25T23:00:00Z',
  ].entries()) {
    await store(tables, { callId: numberedCall(index), start });
  }
  const found = await json('calls --day 2026-10-25 --zone Europe/Berlin');
  expect(found.map(({ CallId }) => CallId)).toEqual([0, 1].map(numberedCall));
});

test('the calls of a user come latest first, on all days or on those that are given', async () => {
  const { tables, json } = memoryTerminal();
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z' });
  await store(tables, { callId: numberedCall(2), start: '2026-11-22T09:00:00Z' });
  await store(tables, { callId: numberedCall(3), start: '2026-11-23T09:00:00Z', participants: ['ada'] });
  await store(tables, { callId: numberedCall(4), start: '2026-11-23T10:00:00Z' });
  const ids = async (line: string) => (await json(`${line} --zone UTC`)).map(({ CallId }) => CallId);
  expect(await ids('calls --user ben')).toEqual([4, 2, 1].map(numberedCall));
  expect(await ids('calls --user ben --from 2026-11-22')).toEqual([4, 2].map(numberedCall));
  expect(await ids('calls --user ben --from -9d --to 2026-11-22')).toEqual([2, 1].map(numberedCall));
  expect(await ids('calls --user ben --day 2026-11-22')).toEqual([2].map(numberedCall));
});

test('a phone number is found with its plus and without, however Graph sent it, and each call is listed once', async () => {
  const { tables, json } = memoryTerminal();
  const phone = (id: string) => ({ phone: { id } });
  const [plus, digits] = [phone('+442079460436'), phone('442079460436')];
  await store(tables, { callId: numberedCall(1), start: '2026-11-21T09:00:00Z', participants: [plus] });
  await store(tables, {
    callId: numberedCall(2),
    start: '2026-11-22T09:00:00Z',
    participants: [digits, plus],
  });
  await store(tables, { callId: numberedCall(3), start: '2026-11-23T09:00:00Z', participants: [digits] });
  for (const number of ['+442079460436', '442079460436']) {
    const found = await json(`calls --user ${number}`);
    expect(found.map(({ CallId }) => CallId)).toEqual([3, 2, 1].map(numberedCall));
  }
});

test('an empty list is an answer and says so; a user without any call does not exist', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables);
  expect(await run('calls --day 2026-11-01 --zone UTC')).toMatchObject({
    code: 0,
    out: '',
    err: 'No call that started 2026-11-01 (UTC) is stored.\n',
  });
  expect(await run('calls --user ben --from 2026-11-01 --to 2026-11-02 --zone UTC')).toMatchObject({
    code: 0,
    err: 'No call of ben that started 2026-11-01 to 2026-11-02 (UTC) is stored.\n',
  });
  expect(await run('calls --user ben@contoso.example')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^No call of ben@contoso\.example is stored\. --user takes an object id, a phone number /,
    ),
  });
});

test.each([
  [
    'calls --day 2026-02-29',
    '--day is "2026-02-29", which is not a day such as 2026-11-23, today, yesterday or -7d, or an hour such as 2026-11-23T09',
  ],
  ['calls --day 2026-11-23T24', '--day is "2026-11-23T24", which is not a day'],
  ['calls --day tomorrow', '--day is "tomorrow", which is not a day'],
  ['calls --day -99999999d', '--day is "-99999999d", which is not a day'],
  [
    'calls --zone Mars/Olympus',
    '--zone is "Mars/Olympus", which is not a time zone such as Europe/Berlin or UTC',
  ],
  ['calls --day today --from today', "option '--day <day>' cannot be used with option '--from <day>'"],
  ['calls --json --csv', "option '--json' cannot be used with option '--csv'"],
  ['calls --from today --to yesterday --zone UTC', '--to 2026-11-22 comes before --from 2026-11-23'],
  ['calls --user', "option '--user <id>' argument missing"],
  ['calls --account contoso', '--account and --tenant go together'],
  ['calls --group rg', '--group goes with --app'],
])('%s is a mistake, and is named', async (line, message) => {
  expect(await memoryTerminal(createMemoryTables()).run(line)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining(message),
  });
});
