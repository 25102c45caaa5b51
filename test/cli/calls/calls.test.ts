import { describe, expect, test } from 'vitest';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';
import { callId, inStore, numberedCall, store, tenantId, watched } from '../../store/call-in-store.ts';
import { day, makeOld } from '../../store/earlier-layout.ts';
import { storeOver } from '../../told/call-record.ts';
import { memoryTerminal, type TestTerminal, testTerminal } from '../command-in-test.ts';

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
      'call                                  start (UTC)            lasted    poor  people  organizer       type',
      'c0000000-0000-4000-8000-000000000001  2026-11-23 09:00:00  16:00:00  0 of 0       2  Ada, version 1  group call',
      'c0000000-0000-4000-8000-000000000002  2026-11-23 23:30:00   1:30:00  0 of 0       1  Ada, version 1  group call',
      '',
    ].join('\n'),
  });
});

test('in a narrow terminal a call is named by the first digits of its id, no line is wider, and how many streams were poor is there', async () => {
  const { tables, tenantId, clock } = storeOver();
  await store(tables, { participants: ['ada'] });
  const { run } = testTerminal({ tables, tenantId, clock, columns: 60 });
  const { out } = await run(DAY);
  expect(out.split('\n')).toEqual([
    'call      start (UTC)            lasted    poor  people  or…',
    'c0000000  2026-11-23 09:00:00  16:00:00  0 of 0       1  Ad…',
    '',
  ]);
  expect((await run(`call ${out.split('\n')[1]?.slice(0, 8)}`)).out).toContain(callId);
});

test('in a terminal of 80 columns the type of a call gives way to who organized it', async () => {
  const { tables, tenantId, clock } = storeOver();
  await store(tables, { organizer: { user: { id: 'ada', displayName: 'Ada Lovelace' } } });
  const { run } = testTerminal({ tables, tenantId, clock, columns: 80 });
  expect((await run('calls --day 2026-11-23 --zone Europe/Berlin')).out).toContain('  Ada Lovelace  g');
});

test('an organizer with a long id does not fill the line', async () => {
  const { tables, run, json } = memoryTerminal();
  const id = `8:acs:${'20504133-'.repeat(10)}`;
  await store(tables, { organizer: { azureCommunicationServicesUser: { id } } });
  const [, line = ''] = (await run(DAY)).out.split('\n');
  expect(line).toMatch(/ {2}\(azureCommunicationServicesUser 8:acs:2… {2}g/);
  expect(await json(DAY)).toMatchObject([{ OrganizerIdentityId: id }]);
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

test('a phone number is found with its plus and without and as letters print it, however Graph sent it, and each call is listed once', async () => {
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
  // The spaces are those that do not break lines: run() takes others to part arguments.
  for (const number of ['+442079460436', '442079460436', '+44\u00a0(0)20\u00a07946-0436', '44.2079/460436']) {
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
      /^No call of ben@contoso\.example is stored\. --user takes an object id, a sign-in name or words of a display name /,
    ),
  });
});

describe('the calls of a user of the tenant', () => {
  const [ADA, BEN] = ['a', 'b'].map((digit) => `${digit}0000000-0000-4000-8000-000000000001`);

  function user(id: string | undefined, displayName: string, userPrincipalName: string) {
    return { user: { id: id ?? '', tenantId, displayName, userPrincipalName } };
  }

  /** Ada and Ben in one call, Ben alone in the next; the day is summed up. */
  async function twoCalls(terminal: TestTerminal, nameOfBen: string): Promise<void> {
    const ada = user(ADA, 'Ada Lovelace', 'ada@contoso.example');
    const ben = user(BEN, nameOfBen, 'ben@contoso.example');
    await store(terminal.tables, { callId: numberedCall(1), participants: [ada, ben] });
    await store(terminal.tables, { callId: numberedCall(2), participants: [ben] });
    await summarizeDay(inStore(terminal.tables), day('2026-11-23'), new AbortController().signal);
  }

  test('are found by id, by sign-in name and by the beginnings of words of the name, and it is said who that is', async () => {
    const terminal = memoryTerminal();
    await twoCalls(terminal, 'Bén Lovelace');
    for (const text of [ADA, 'ADA@contoso.example', 'ada', 'Ád,love']) {
      const { code, out, err } = await terminal.run(`calls --user ${text} --json`);
      expect([code, out.match(/"CallId":"[^"]*/g)], text).toEqual([0, [`"CallId":"${numberedCall(1)}`]]);
      expect(err).toBe(text === ADA ? '' : `${text} is Ada Lovelace <ada@contoso.example>, ${ADA}.\n`);
    }
  });

  test('are found by id, too, where they stand with their SIP address alone', async () => {
    const { tables, json } = memoryTerminal();
    await store(tables, { callId: numberedCall(1), participants: [user(ADA, 'Ada', 'ada@contoso.example')] });
    const onPremises = { id: 'sip:ada@contoso.example', displayName: 'Ada' };
    await store(tables, {
      callId: numberedCall(2),
      participants: [{ onPremises }],
      callers: [{ onPremises }],
    });
    await summarizeDay(inStore(tables), day('2026-11-23'), new AbortController().signal);
    const found = (await json(`calls --user ${ADA}`)).map(({ CallId }) => CallId);
    expect(found.sort()).toEqual([1, 2].map(numberedCall));
  });

  test('are not shown while several are called so: these are listed, with the next command', async () => {
    const terminal = memoryTerminal();
    await twoCalls(terminal, 'Ben Lovelace');
    expect(await terminal.run('calls --user lovelace')).toEqual({
      code: 1,
      out: '',
      questions: [],
      err: [
        'Several users are called lovelace:',
        'id                                    name          sign-in name',
        `${ADA}  Ada Lovelace  ada@contoso.example`,
        `${BEN}  Ben Lovelace  ben@contoso.example`,
        'Type the command again, with the id of one of them.',
        '',
      ].join('\n'),
    });
  });

  test('are asked for with more words when more than ten are called so', async () => {
    const { tables, run } = memoryTerminal();
    const participants = Array.from({ length: 11 }, (_, index) =>
      user(
        `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        'Ada',
        `ada${index}@contoso.example`,
      ),
    );
    await store(tables, { participants });
    await summarizeDay(inStore(tables), day('2026-11-23'), new AbortController().signal);
    const { err } = await run('calls --user ada');
    expect(err.split('\n')).toHaveLength(15);
    expect(err).toContain('There are more: type more words, or whole ones.\n');
  });
});

describe('calls --poor', () => {
  test('lists the calls with a poor stream, and says how many are not classified', async () => {
    const { tables, run, json } = memoryTerminal();
    await store(tables, { callId: numberedCall(1) });
    await makeOld(tables);
    for (const number of [2, 3]) await store(tables, { callId: numberedCall(number) });
    const poor = { AudioPoorStreamCount: { type: 'Int32', value: 1 } } as const;
    for (const table of ['CallsByDay', 'CallRecords'] as const) {
      const row = tables.rows(table).find(({ cells }) => cells.CallId?.value === numberedCall(3));
      if (row !== undefined) await tables.table(table).merge({ ...row, cells: poor });
    }
    for (const line of [`${DAY} --poor`, 'calls --user ben --poor']) {
      expect(
        (await json(line)).map(({ CallId }) => CallId),
        line,
      ).toEqual([numberedCall(3)]);
      const { code, out, err } = await run(line);
      expect([code, out.split('\n').length], line).toEqual([0, 3]);
      expect(err).toBe(
        '1 call is not classified, and not shown. To classify the calls of the last 30 days: ./callrecords rebuild\n',
      );
    }
  });

  test('says when no call has one', async () => {
    const { tables, run } = memoryTerminal();
    await store(tables);
    expect(await run(`${DAY} --poor`)).toMatchObject({
      code: 0,
      out: '',
      err: 'No call with a poor stream that started 2026-11-23 (UTC) is stored.\n',
    });
    expect((await run(`${DAY} --poor --csv`)).out.split('\r\n')).toHaveLength(2);
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
  [
    'calls --day 2026-11-24 --zone UTC',
    '2026-11-24 is in the future: the latest hour is 2026-11-23T09 (UTC)',
  ],
  ['calls --day 2026-11-23T19 --zone Asia/Tokyo', 'the latest hour is 2026-11-23T18 (Asia/Tokyo)'],
  ['coverage --from 2027-01-01', '2027-01-01 is in the future'],
  ['verify --from 2027-01-01 --to 2027-01-02', '2027-01-01 is in the future'],
  ['networks missing --from 2027-01-01 --to 2027-01-02', '2027-01-01 is in the future'],
  ['calls --from today --to yesterday --zone UTC', '--to 2026-11-22 comes before --from 2026-11-23'],
  ['calls --user', "option '--user <text>' argument missing"],
  ['calls --account contoso', '--account and --tenant go together'],
  ['calls --group rg', '--group goes with --app'],
])('%s is a mistake, and is named', async (line, message) => {
  expect(await memoryTerminal(createMemoryTables()).run(line)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining(message),
  });
});
