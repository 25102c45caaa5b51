import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../lab/manual-clock.ts';
import { systemRandom } from '../../../src/adapters/system.ts';
import { requestErasure } from '../../../src/forget/request.ts';
import { tables as declared, type TableName } from '../../../src/tables/declarations/index.ts';
import { ForgetTimer } from '../../forget/timer.ts';
import { callId, numberedCall, store, tenantId } from '../../store/call-in-store.ts';
import { makeOld } from '../../store/earlier-layout.ts';
import { createSimulatedStore } from '../../store/simulated-store.ts';
import { storeOver, storeTold } from '../../told/call-record.ts';
import { memoryTerminal, testTerminal, text } from '../command-in-test.ts';

test('a call is a sentence that says how it went, then what is stored, then everyone in it', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callers: ['ada', { phone: { id: '+442079460436' } }] });
  const { code, out } = await run(`call ${callId} --zone Europe/Berlin`);
  expect(code).toBe(0);
  expect(out.replace(/v1r0-\w+|(?:stored|written) 2.*|[\d,]+ bytes/g, '…').split('\n')).toEqual([
    'None of 2 streams could be judged: too short, without measurements, or of a kind that has no rule.',
    '',
    `call       ${callId}`,
    'kind       group call: audio, video',
    'time       2026-11-23 10:00:00 to 2026-11-24 02:00:00 (Europe/Berlin), 16:00:00',
    'organizer  Ada, version 1',
    'quality    0 of 0 streams poor; 2 unclassified',
    'versions   1 …',
    'rows       …, …',
    'received   2 participants, 2 sessions, 2 segments, 2 media streams: all stored',
    `document   as Graph sent it, … compressed: ./callrecords call ${callId} --document`,
    '',
    '3 participants, the worst first (─ there, × poor streams)',
    'joined  left  in the call                             poor  name                   kind   on  address  id',
    '                                                    0 of 0  ada                    user                ada',
    '                                                    0 of 0  (phone +442079460436)  phone               +442079460436',
    '                                                no session  ben                    user                ben',
    '',
  ]);
});

describe('a call with poor streams', () => {
  async function poorCall(columns?: number, connection = 'wifi'): Promise<string> {
    const store = storeOver();
    const { tables } = store;
    await storeTold(store, {
      sessions: [
        {
          caller: {
            name: 'Ada',
            platform: 'macOS',
            subnet: '10.99.0.0',
            headset: 'Buds',
            connection,
          },
          from: '2026-11-23T09:00:00Z',
          to: '2026-11-23T09:30:00Z',
          streams: [{ loss: 0.25 }, {}],
          failure: { stage: 'midcall', reason: 'Network connection lost' },
        },
        { caller: { name: 'Ben' }, from: '2026-11-23T09:30:00Z', streams: [{}] },
      ],
    });
    const world = { tenantId, clock: new ManualClock(), tables };
    const { run } = testTerminal({ ...world, columns });
    const { out } = await run(`call ${callId} --zone UTC`);
    return out;
  }

  test('says once that an end was in a tunnel', async () => {
    const text = await poorCall(undefined, 'tunnel');
    expect(text).toContain('    Ada: network 10.99.0.0; through a tunnel, such as a VPN; with Buds');
    expect(text).not.toContain('the connection was a tunnel');
  });

  test('shows who was there from when to when, and each poor stream with the place and device of its end, and why', async () => {
    const lines = (await poorCall()).split('\n');
    expect(lines[0]).toBe(
      '1 of 3 streams was poor: received audio of Ada on network 10.99.0.0, loss 25 %; with Buds, on macOS. 1 of 2 sessions was dropped: Network connection lost.',
    );
    expect(lines.slice(lines.findIndex((line) => line.startsWith('2 participants')))).toEqual([
      '2 participants, the worst first (─ there, × poor streams)',
      'joined    left      in the call                         poor  name  kind  on     address  id',
      '09:00:00  09:30:00  ××××××××××××××××                  1 of 2  Ada   user  macOS           ada',
      '09:30:00  10:00:00                  ────────────────  0 of 1  Ben   user                  ben',
      '',
      '1 poor stream',
      'from      to        medium  why        sent → received',
      '09:00:00  09:30:00  audio   loss 25 %  the service (media controller) → Ada',
      '    Ada: network 10.99.0.0; over Wi-Fi; with Buds; on macOS',
      'By the rules cqd-2024. Users may not have noticed every stream that is poor by them.',
      '',
      '1 failed session',
      'at        how      who  why',
      '09:30:00  dropped  Ada  Network connection lost',
      '',
    ]);
  });

  test('fits into the terminal: sentences are wrapped, lines of lists are cut behind the name, and commands stay whole', async () => {
    for (const columns of [100, 80, 60]) {
      const lines = (await poorCall(columns)).split('\n');
      expect(
        lines.filter((line) => stringWidth(line) > columns && !isCommand(line)),
        String(columns),
      ).toEqual([]);
      expect(lines.join(' ')).toContain('was dropped: Network connection lost.');
      expect(lines.find((line) => line.startsWith('09:00:00'))).toMatch(/1 of 2 {2}Ada/);
    }
  });
});

test('the command that shows the document is copied as a whole from a narrow terminal', async () => {
  const { tables } = memoryTerminal();
  await store(tables, { callers: ['ada'] });
  const { run } = testTerminal({ tenantId, clock: new ManualClock(), tables, columns: 60 });
  const { out } = await run(`call ${callId}`);
  expect(out).toContain(`\n${' '.repeat(11)}./callrecords call ${callId} --document\n`);
});

/** Stays whole, to be copied. */
function isCommand(line: string): boolean {
  return /^ +\.\/callrecords /.test(line);
}

test('long ids and addresses are cut, in a terminal and in a pipe, and are whole in JSON', async () => {
  const { tables } = memoryTerminal();
  const id = `8:acs:${'e40b7ba47cd5da50'.repeat(4)}`;
  const address = `ada_${'larkspur-instruments'.repeat(3)}.example#EXT#@tidewater.example`;
  const participants = [
    { azureCommunicationServicesUser: { id } },
    { user: { id: 'ada', displayName: 'Ada', userPrincipalName: address } },
  ];
  await store(tables, { participants, callers: participants });
  const linesOf = async (columns?: number) => {
    const { run } = testTerminal({ tenantId, clock: new ManualClock(), tables, columns });
    return (await run(`call ${callId} --zone UTC`)).out.split('\n');
  };
  const heading = (await linesOf(80)).find((line) => line.startsWith('joined'));
  expect(heading).toMatch(/ name +kind/);
  const lines = await linesOf();
  const people = lines.slice(lines.findIndex((line) => line.startsWith('joined')));
  expect(people.join('\n')).toContain(`  ${address.slice(0, 27)}…${address.slice(-12)}  ada`);
  expect(people.join('\n')).toContain(`  ${id.slice(0, 23)}…${id.slice(-12)}\n`);
  expect(Math.max(...people.map((line) => stringWidth(line)))).toBeLessThan(200);
  const { run } = testTerminal({ tenantId, clock: new ManualClock(), tables });
  const { out } = await run(`call ${callId} --json`);
  for (const whole of [id, address]) expect(out).toContain(`"${whole}"`);
});

test('a call as JSON has the columns in their declared order, whatever order storage gives them in', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callers: ['ada', 'ben'] });
  for (const table of ['CallRecords', 'Participants', 'Sessions'] as const) {
    for (const { cells, ...key } of tables.rows(table)) {
      await tables
        .table(table)
        .upsert({ ...key, cells: Object.fromEntries(Object.entries(cells).reverse()) });
    }
  }
  const { head, participants, sessions } = JSON.parse((await run(`call ${callId} --json`)).out);
  expect([participants.length, sessions.length]).not.toContain(0);
  expect(Object.keys(head)).toEqual(inDeclaredOrder('CallRecords', head));
  for (const row of participants) expect(Object.keys(row)).toEqual(inDeclaredOrder('Participants', row));
  for (const row of sessions) expect(Object.keys(row)).toEqual(inDeclaredOrder('Sessions', row));
});

function inDeclaredOrder(table: TableName, row: object): ReadonlyArray<string> {
  return Object.keys(declared[table].columns).filter((column) => column in row);
}

test('of a call without a type it is said that Graph does not say it', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { type: 'unknown' });
  expect((await run(`call ${callId}`)).out).toContain(
    '\nkind       call (Graph does not say whether in a group or peer to peer): audio, video\n',
  );
  expect((await run('calls --day 2026-11-23')).out).toContain('  Ada, version 1  Graph does not say\n');
});

test('a call says how many of its streams were poor, by medium, and why; also one that an earlier release stored', async () => {
  const simulated = createSimulatedStore();
  const meeting = simulated.startCall({ kind: 'meeting' });
  await simulated.store(meeting);
  const poor = simulated.tables.rows('MediaStreams').filter(({ cells }) => cells.Quality?.value === 'poor');
  const { run } = testTerminal(simulated);
  const { out } = await run(`call ${meeting}`);
  expect(poor.length).toBeGreaterThan(0);
  expect(out).toMatch(new RegExp(`^${poor.length} of \\d+ streams were poor: `));
  expect(out).toMatch(
    new RegExp(
      `^quality    ${poor.length} of \\d+ streams poor \\(audio \\d+ of \\d+, .*\\): [a-z ]+[,;]`,
      'm',
    ),
  );
  await makeOld(simulated.tables);
  expect((await run(`call ${meeting}`)).out).toBe(out);
});

test('a call is one JSON object with the rows of all tables', async () => {
  const { tables, json } = memoryTerminal();
  await store(tables, { callers: ['ada'] });
  expect(await json(`call ${callId}`)).toMatchObject([
    {
      head: { CallId: callId, ParticipantCount: 2 },
      participants: [{ IdentityId: 'ada' }, { IdentityId: 'ben' }],
      sessions: [{ CallerIdentityId: 'ada' }],
      segments: [{ SegmentId: 'segment' }],
      mediaStreams: [{ StreamId: 'stream' }],
    },
  ]);
});

test('a call has a document: the record as Graph holds it, with --json and without', async () => {
  const simulated = createSimulatedStore();
  const meeting = simulated.startCall({ kind: 'meeting' });
  await simulated.store(meeting);
  for (const form of ['', ' --json']) {
    const { out } = await testTerminal(simulated).run(`call ${meeting} --document${form}`);
    expect(out).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(out)).toEqual(simulated.tenant.recordOf(meeting));
  }
});

test('the document of a call from which somebody was erased is not said to be all that Graph sent', async () => {
  const at = new ForgetTimer();
  await store(at.tables, { participants: ['ada-0000001', 'ben'] });
  await requestErasure(at.working().store, systemRandom, ['ada-0000001']);
  await at.untilFinished();
  const { out } = await testTerminal({ ...at, tenantId }).run(`call ${callId}`);
  expect(out).toContain('document   as Graph sent it, but for erased people, ');
});

test('names that a terminal would obey are shown without what it obeys, and are whole in JSON', async () => {
  const { tables, run, json } = memoryTerminal();
  const displayName = 'Eve\u001b[2J\u009b31m\r\nroot \u202efdp.exe';
  await store(tables, { participants: [{ guest: { id: 'eve', displayName } }] });
  expect((await run(`call ${callId}`)).out).toContain(
    'Eve\ufffd[2J\ufffd31m\ufffd\ufffdroot \ufffdfdp.exe  guest               eve\n',
  );
  const { out } = await run(`call ${callId} --json`);
  expect(out).toContain('\\u202efdp.exe');
  expect(out).not.toContain('\u202e');
  expect(await json(`call ${callId}`)).toMatchObject([{ participants: [{ DisplayName: displayName }] }]);
});

test('a call is found by its id in any case, and by the beginning of it', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callId: numberedCall(0x1a) });
  await store(tables, { callId: numberedCall(0x2b) });
  const id = numberedCall(0x1a);
  for (const text of [id.toUpperCase(), id, id.slice(0, -1), id.replaceAll('-', '').slice(0, 31)]) {
    expect(await run(`call ${text}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`\ncall       ${id}\n`),
    });
  }
});

test('candidates are listed where several calls begin so, ten at most', async () => {
  const { tables, run } = memoryTerminal();
  for (let number = 0; number < 12; number += 1) await store(tables, { callId: numberedCall(number) });
  const { code, out, err } = await run('call c00000');
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(
    `Several calls begin with c00000. Type more digits: ${Array.from({ length: 10 }, (_, n) => numberedCall(n)).join(', ')} and more\n`,
  );
});

test.each([
  [
    `call ${callId}`,
    1,
    `No version of call ${callId} is stored. ./callrecords pending and ./callrecords dead-letters show`,
  ],
  [`call ${callId} --document`, 1, `No version of call ${callId} is stored. `],
  ['call c0000000', 1, 'No version of call c0000000… is stored. '],
  [
    'call abc',
    2,
    '"abc" is not a call id (GUID) or its first 6 or more characters (0-9, a-f). Help: ./callrecords call --help',
  ],
  ['call nothing', 2, '"nothing" is not a call id'],
  [`call ${callId}0`, 2, 'is not a call id'],
  ['call', 2, "missing required argument 'id'. Help: ./callrecords call --help"],
])('%s ends with exit code %i and says why', async (line, code, text) => {
  expect(await memoryTerminal().run(line)).toMatchObject({
    code,
    out: '',
    err: expect.stringContaining(text),
  });
});

test('a call with deleted rows, or with a row that somebody else changed, is one line with the next command', async () => {
  const { tables, run } = memoryTerminal();
  await store(tables, { callers: ['ada'] });
  const [participant] = tables.rows('Participants');
  if (participant === undefined) throw new Error('no participant is stored');
  await tables.table('Participants').delete(participant);
  const incomplete = await run(`call ${callId}`);
  expect(incomplete.code).toBe(1);
  expect(incomplete.err).toMatch(
    /^.+ To have it fetched and stored again while Graph keeps it: \.\/callrecords replay [0-9a-f-]{36}\n$/,
  );

  const [head] = tables.rows('CallRecords');
  if (head === undefined) throw new Error('no head is stored');
  await tables.table('CallRecords').upsert({ ...head, cells: { ...head.cells, Version: text('two') } });
  const foreign = await run(`call ${callId}`);
  expect(foreign.code).toBe(1);
  expect(foreign.err).toMatch(
    /^.+ Another program or an operator wrote or changed this row\..+replay [0-9a-f-]{36}\n$/,
  );
});
