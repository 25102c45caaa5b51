import { describe, expect, it } from 'vitest';
import type { Day } from '../../../src/language/day.ts';
import { dayPartition } from '../../../src/tables/keys.ts';
import { row } from '../../networks/building-lines.ts';
import { callId, tenantId } from '../../store/call-in-store.ts';
import { storeOver, storeTold } from '../../told/call-record.ts';
import {
  memoryTerminal,
  number,
  TENANT,
  type TestTerminal,
  testTerminal,
  text,
  time,
} from '../command-in-test.ts';
import { folderWith } from '../folder-with.ts';
import { type AudioCounts, type SummaryRow, writeSummary } from '../summary-rows.ts';

const PERIOD = '--from 2026-11-20 --to 2026-11-21';

function device(value: string, audio: AudioCounts, CallCount = 10, PersonCount = 8): SummaryRow {
  return { dimension: 'device', value, audio, counts: { CallCount, PersonCount } };
}

function network(value: string, audio: AudioCounts, CallCount = 10, PersonCount = 8): SummaryRow {
  return { ...device(value, audio, CallCount, PersonCount), dimension: 'network' };
}

function total(audio: AudioCounts, counts: Readonly<Record<string, number>> = {}): SummaryRow {
  return { dimension: 'total', audio, counts: { PersonCount: 30, ...counts } };
}

/** Hours of a day that were listed to their end, and need not be listed again yet. */
async function listDay(terminal: TestTerminal, day: string, { listed = 0, missing = 0 } = {}) {
  for (let hour = 0; hour < 24; hour += 1) {
    const counts = hour === 9 ? { Listed: number(listed), Stored: number(listed - missing) } : {};
    const checked = { CheckedAt: time('2026-11-22T09:00:00'), NextCheckAt: time('2026-11-28T09:00:00') };
    await terminal.write('Coverage', `${day}T${String(hour).padStart(2, '0')}`, { ...checked, ...counts });
  }
}

/** A call of the day, which is in no summary by that. */
async function listCall(terminal: TestTerminal, day: string) {
  await terminal.write('CallsByDay', day, { CallId: text('a') }, dayPartition(TENANT, day as Day));
}

const linesOf = (text: string) => text.split('\n');

describe('quality', () => {
  it('adds the streams of a value up over the days, and shows the worst first with target, verdict, calls and people', async () => {
    const terminal = memoryTerminal();
    await writeSummary(terminal, '2026-11-20', [
      device('Blue headset', [60, 20], 10, 8),
      device('Laptop', [2_000, 62], 100, 30),
      device('Phone', [990, 10], 50, 20),
      total([3_050, 92], { CallCount: 100, SessionCount: 400, SetupFailedSessionCount: 3 }),
    ]);
    await writeSummary(terminal, '2026-11-21', [
      device('Blue headset', [40, 30], 12, 6),
      total([40, 30], {
        CallCount: 12,
        SessionCount: 100,
        SetupFailedSessionCount: 7,
        DroppedSessionCount: 10,
      }),
    ]);
    await listDay(terminal, '2026-11-20', { listed: 100 });
    await listDay(terminal, '2026-11-21', { listed: 13, missing: 1 });
    const { code, out, err } = await terminal.run(`quality --by device ${PERIOD}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(linesOf(out)).toEqual([
      'device        verdict         share  target  poor  streams  calls  people  lower end',
      'Blue headset  above target   33.3 %   3.0 %    50      150     22     ≥ 8     24.3 %',
      'Laptop        perhaps above  3.01 %   3.0 %    62    2,062    100    ≥ 30      2.2 %',
      'Phone         within target   1.0 %   3.0 %    10    1,000     50    ≥ 20      0.5 %',
      '',
      'Not set up: 10 of 500 sessions, 2.0 % (above the target of 1.0 %).',
      'Dropped after that: 10 of 490 sessions, 2.0 % (target 3.0 %).',
      '112 of 113 calls that Graph has listed are stored: 99.1 %; see ./callrecords coverage.',
      'Users may not have noticed every stream that is poor by the rules.',
      'To see the calls behind a line, and one of them:',
      '  ./callrecords quality --by device --value DEVICE --from 2026-11-20 --to 2026-11-21',
      '  ./callrecords call ID',
      '',
    ]);
  });

  it('fits into a narrow terminal: the verdict is seen, remarks are wrapped, and commands stay whole', async () => {
    const { tables, clock } = memoryTerminal();
    const terminal = testTerminal({ tables, clock, tenantId, columns: 60 });
    await writeSummary(terminal, '2026-11-20', [
      device('Headset Earphone (Sample Evolve 40)', [60, 20]),
      total([60, 20], { CallCount: 10, SessionCount: 100, DroppedSessionCount: 30 }),
    ]);
    const lines = linesOf((await terminal.run(`quality --by device ${PERIOD}`)).out);
    expect(lines[1]).toContain('above target');
    expect(lines.filter((line) => line.length > 60)).toEqual([
      `  ./callrecords quality --by device --value DEVICE ${PERIOD}`,
    ]);
  });

  it('counts values of fewer than 20 streams or 5 people, and does not show them, to programs either', async () => {
    const terminal = memoryTerminal();
    await writeSummary(terminal, '2026-11-21', [
      device('Twenty streams', [10, 10], 5, 5),
      device('Nineteen streams', [9, 10], 5, 5),
      device('Four people', [100, 100], 5, 4),
      total([119, 120]),
    ]);
    const { out } = await terminal.run(`quality --by device ${PERIOD}`);
    expect(out).toContain('Twenty streams');
    expect(out).not.toMatch(/Nineteen|Four people/);
    expect(out).toContain('Not shown: 2 values with fewer than 20 streams or 5 people.\n');
    expect(await terminal.json(`quality --by device ${PERIOD}`)).toMatchObject([{ Value: 'Twenty streams' }]);
    const csv = await terminal.run(`quality --by device ${PERIOD} --csv`);
    expect(linesOf(csv.out)).toHaveLength(3);
    expect(csv.err).toContain('Not shown: 2 values');
  });

  it('takes of a building the people of its subnet with the most, because the others may be the same', async () => {
    const folder = await folderWith({ 'file.csv': row() });
    const terminal = memoryTerminal();
    await terminal.run(`networks import ${folder}/file.csv`);
    const subnets = [network('10.1.1.0', [50, 50], 9, 4), network('10.1.2.0', [50, 50], 9, 4)];
    await writeSummary(terminal, '2026-11-20', [...subnets, total([100, 100])]);
    expect(await terminal.json(`quality --by building ${PERIOD}`)).toEqual([]);
    await writeSummary(terminal, '2026-11-21', [network('10.1.1.0', [50, 50], 9, 5), total([50, 50])]);
    expect(await terminal.json(`quality --by building ${PERIOD}`)).toMatchObject([
      { Value: 'Berlin 1', Streams: 300, Calls: 18, PeopleAtLeast: 5 },
    ]);
    const { out } = await terminal.run(`quality --by building ${PERIOD}`);
    expect(out).toMatch(/^Berlin 1 .* 300 +≥ 18 +≥ 5 /m);
  });

  it('joins networks to buildings by the file that counts on each day', async () => {
    const old = [
      row({ NetworkIP: '10.1.0.0', NetworkRange: '24', BuildingName: 'Old Mill' }),
      row({ NetworkIP: '10.2.0.0', NetworkRange: '24', BuildingName: 'Old Mill' }),
    ];
    const folder = await folderWith({
      'old.csv': old.join('\n'),
      'new.csv': [
        row({ NetworkIP: '10.1.0.0', NetworkRange: '24', BuildingName: 'New Tower' }),
        row({ NetworkIP: '10.80.0.0', NetworkName: 'Our VPN', BuildingName: '', InsideCorp: '0', VPN: '1' }),
      ].join('\n'),
    });
    const terminal = memoryTerminal();
    await terminal.run(`networks import ${folder}/old.csv --from 2026-11-01`);
    await terminal.run(`networks import ${folder}/new.csv --from 2026-11-21`);
    await writeSummary(terminal, '2026-11-20', [
      network('10.1.0.0', [50, 50], 10, 8),
      network('10.2.0.0', [60, 40], 14, 6),
      total([110, 90]),
    ]);
    await writeSummary(terminal, '2026-11-21', [
      network('10.1.0.0', [70, 30]),
      network('10.2.0.0', [80, 20]),
      network('10.80.0.0', [90, 10]),
      total([240, 60]),
    ]);
    const rows = await terminal.json(`quality --by building ${PERIOD}`);
    expect(
      rows.map(({ Value, Streams, Poor, Target, Calls, PeopleAtLeast }) => [
        Value,
        Streams,
        Poor,
        Target,
        Calls,
        PeopleAtLeast,
      ]),
    ).toEqual([
      // Its networks may share calls and people.
      ['Old Mill', 200, 90, 0.02, 14, 8],
      ['New Tower', 100, 30, 0.02, 10, 8],
      ['(not in the building file)', 100, 20, 0.03, 10, 8],
      ['10.80.0.0/16 Our VPN', 100, 10, 0.03, 10, 8],
    ]);
    const networks = await terminal.json(`quality --by network ${PERIOD}`);
    expect(networks.map(({ Value }) => Value).sort()).toEqual([
      '10.1.0.0/24 Berlin Wi-Fi',
      '10.2.0.0',
      '10.2.0.0/24 Berlin Wi-Fi',
      '10.80.0.0/16 Our VPN',
    ]);
  });

  it('shows hours and days as the list of calls takes them', async () => {
    const terminal = memoryTerminal();
    const hour = { dimension: 'hour', value: '09', counts: { PersonCount: 9 } };
    await writeSummary(terminal, '2026-11-20', [{ ...hour, audio: [90, 10] }, total([90, 10])]);
    await writeSummary(terminal, '2026-11-21', [{ ...hour, audio: [50, 50] }, total([50, 50])]);
    const hours = await terminal.run(`quality --by hour ${PERIOD}`);
    expect(
      linesOf(hours.out)
        .slice(0, 3)
        .map((line) => line.split('  ')[0]),
    ).toEqual(['hour (UTC)', '2026-11-21T09', '2026-11-20T09']);
    expect(hours.out).toContain('./callrecords quality --by hour --value HOUR --from');
    expect(await terminal.json(`quality --by day ${PERIOD}`)).toMatchObject([
      { Value: '2026-11-21', Poor: 50 },
      { Value: '2026-11-20', Poor: 10 },
    ]);
  });

  it('shows video and screen sharing without a verdict, because Microsoft has no target for them', async () => {
    const terminal = memoryTerminal();
    const counts = {
      VideoGoodStreamCount: 30,
      VideoPoorStreamCount: 10,
      ScreenSharingGoodStreamCount: 3,
      PersonCount: 7,
    };
    await writeSummary(terminal, '2026-11-21', [
      { dimension: 'platform', value: 'macOS', audio: [0, 99], counts },
      total([0, 99], counts),
    ]);
    const [video] = await terminal.json(`quality --by platform ${PERIOD} --media video`);
    expect(video).toMatchObject({ Media: 'video', Streams: 40, Poor: 10, Share: 0.25, Verdict: '' });
    expect(video).not.toHaveProperty('Target');
    const sharing = await terminal.run(`quality --by platform ${PERIOD} --media screensharing`);
    expect(sharing.out).toContain('Not shown: 1 value with fewer than');
  });

  it('names platforms and connections as people do, and to programs as Graph writes them', async () => {
    const terminal = memoryTerminal();
    const counts = { PersonCount: 7 };
    await writeSummary(terminal, '2026-11-21', [
      { dimension: 'platform', value: 'ipPhone', audio: [50, 50], counts },
      { dimension: 'platform', value: 'constructor', audio: [50, 40], counts },
      { dimension: 'connection', value: 'wifi', audio: [50, 50], counts },
      total([150, 140], counts),
    ]);
    const { out } = await terminal.run(`quality --by platform ${PERIOD}`);
    expect(linesOf(out).slice(1, 3)).toEqual([
      expect.stringMatching(/^IP phone /),
      expect.stringMatching(/^constructor /),
    ]);
    expect((await terminal.run(`quality --by connection ${PERIOD}`)).out).toMatch(/^Wi-Fi /m);
    expect(await terminal.json(`quality --by connection ${PERIOD}`)).toMatchObject([{ Value: 'wifi' }]);
  });

  it('names the days that are not summed up yet, and those that are being written', async () => {
    const terminal = memoryTerminal();
    await writeSummary(terminal, '2026-11-20', [
      device('Laptop', [50, 50]),
      { ...device('Phone', [50, 50]), digest: 'of another pass' },
      total([100, 100]),
    ]);
    await writeSummary(terminal, '2026-11-21', [device('Laptop', [50, 50])]);
    await writeSummary(terminal, '2026-11-22', [device('Laptop', [50, 50]), total([50, 50])]);
    await listCall(terminal, '2026-11-23');
    const { out } = await terminal.run('quality --by device --from 2026-11-20 --to 2026-11-23');
    expect(out).toContain('Not summed up yet, and so not counted: 2026-11-23.\n');
    expect(out).not.toContain('No calls are stored');
    expect(out).toContain('Being written anew, so ask again later: 2026-11-20, 2026-11-21.\n');
  });

  it('tells days that are not summed up yet from those without calls, and from those that are not kept', async () => {
    const terminal = memoryTerminal();
    await terminal.write('Withheld', 'limits', { RefusedBefore: text('2026-11-16'), KeepDays: number(7) });
    await writeSummary(terminal, '2026-11-20', [total([50, 50])]);
    for (const day of ['2026-11-19', '2026-11-20', '2026-11-22']) await listCall(terminal, day);
    const { out } = await terminal.run('quality --by day --from 2026-11-14 --to 2026-11-23');
    expect(linesOf(out)).toEqual(
      expect.arrayContaining([
        'Not summed up yet, and so not counted: 2026-11-19, 2026-11-22.',
        'No calls are stored of 2026-11-16 to 2026-11-18, 2026-11-21, 2026-11-23.',
        'Not kept any more: 2026-11-14, 2026-11-15. Calls are deleted after 7 days (KEEP_DAYS).',
      ]),
    );
  });

  it('says of days before the first that is listed that they are never summed up', async () => {
    const terminal = memoryTerminal();
    await listDay(terminal, '2026-11-20');
    for (const day of ['2026-11-18', '2026-11-20']) await listCall(terminal, day);
    const { out } = await terminal.run('quality --by day --from 2026-11-17 --to 2026-11-20');
    expect(linesOf(out)).toEqual(
      expect.arrayContaining([
        'Not summed up yet, and so not counted: 2026-11-20.',
        'From before listing began, never summed up, and so not counted: 2026-11-18.',
        'No calls are stored of 2026-11-17, 2026-11-19.',
      ]),
    );
  });

  it('says that a period is empty, and ends well', async () => {
    const terminal = memoryTerminal();
    await listDay(terminal, '2026-11-20');
    await writeSummary(terminal, '2026-11-20', [total([0, 0])]);
    const { code, out } = await terminal.run('quality --by day --from 2026-11-20 --to 2026-11-20');
    expect(code).toBe(0);
    expect(linesOf(out)).toEqual([
      'No audio stream is good or poor by day (2026-11-20).',
      'Graph listed no call.',
      '',
    ]);
  });

  it('looks at the last week unless days are given', async () => {
    const { out } = await memoryTerminal().run('quality --by day');
    expect(out).toContain('No audio stream is good or poor by day (2026-11-17 to 2026-11-23).\n');
  });

  describe('says how complete the period is', () => {
    const oneDay = 'quality --by day --from 2026-11-20 --to 2026-11-20';

    it('as a share once every hour was listed', async () => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      expect((await terminal.run(oneDay)).out).toContain(
        '40 of 40 calls that Graph has listed are stored: 100 %.\n',
      );
    });

    it.each([
      ['not listed', { NextCheckAt: time('2026-11-28T09:00:00') }],
      [
        'due to be listed again',
        { CheckedAt: time('2026-11-21T09:00:00'), NextCheckAt: time('2026-11-22T09:00:00') },
      ],
      [
        'no longer listed by Graph, although a check was due',
        { CheckedAt: time('2026-11-21T09:00:00'), AgedOutAt: time('2026-11-22T09:00:00') },
      ],
    ])('without one while an hour is %s', async (stands, cells) => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      await terminal.write('Coverage', '2026-11-20T13', cells);
      expect((await terminal.run(oneDay)).out).toContain(
        `40 of 40 calls that Graph has listed are stored; 1 hour ${stands}; see ./callrecords coverage.\n`,
      );
    });

    it('without one of hours from before listing began, told apart from those that a list has left out since', async () => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      const period = (from: string, to: string) => `quality --by device --from ${from} --to ${to}`;
      const kept = (says: string) =>
        `40 of 40 calls that Graph has listed are stored; ${says}; see ./callrecords coverage.\n`;
      expect((await terminal.run(period('2026-11-18', '2026-11-21'))).out).toContain(
        kept('24 hours not listed; 48 hours from before listing began (2026-11-20T00, UTC)'),
      );
      await terminal.write('Coverage', '2026-11-18T05', { CheckedAt: time('2026-11-21T09:00:00') });
      expect((await terminal.run(period('2026-11-19', '2026-11-20'))).out).toContain(
        kept('24 hours not listed'),
      );
    });

    it.each([
      ['whose missing call was given up on', { Listed: number(1), Missing: number(1), GivenUp: number(1) }],
      ['whose list hides a call', { Listed: number(0), Unlisted: number(1) }],
    ])('without one while an hour is due %s', async (_which, counts) => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      const due = {
        CheckedAt: time('2026-11-21T09:00:00'),
        NextCheckAt: time('2026-11-22T09:00:00'),
      };
      await terminal.write('Coverage', '2026-11-20T13', { ...due, Stored: number(0), ...counts });
      expect((await terminal.run(oneDay)).out).toContain(
        '40 of 41 calls that Graph has listed are stored; 1 hour due to be listed again;',
      );
    });

    it('without one for hours that were not listed before their calls were deleted', async () => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      const ExpiredAt = time('2026-11-22T09:00:00');
      const CheckedAt = time('2026-11-21T09:00:00');
      await terminal.write('Coverage', '2026-11-20T13', { ExpiredAt });
      await terminal.write('Coverage', '2026-11-20T14', { ExpiredAt, CheckedAt, AgedOutAt: CheckedAt });
      expect((await terminal.run(oneDay)).out).toContain(
        '40 of 40 calls that Graph has listed are stored; 1 hour no longer listed by Graph, although a check was due; 1 hour not listed;',
      );
    });

    it('without one while stored calls are in no summary', async () => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 31 })]);
      await listDay(terminal, '2026-11-20', { listed: 40 });
      expect((await terminal.run(oneDay)).out).toContain(
        '40 of 40 calls that Graph has listed are stored; 9 stored calls not summed up yet; see ./callrecords coverage.\n',
      );
    });

    it('without one while the summaries hold calls that no list has shown', async () => {
      const terminal = memoryTerminal();
      await writeSummary(terminal, '2026-11-20', [total([90, 10], { CallCount: 40 })]);
      await listDay(terminal, '2026-11-20');
      expect((await terminal.run(oneDay)).out).toContain(
        'Graph listed no call so far; 40 more counted than the last list showed; see ./callrecords coverage.\n',
      );
    });
  });

  it.each([
    ['quality', '--by'],
    ['quality --by floor', 'building, network, device, platform, connection, hour or day'],
    ['quality --by day --media fax', 'audio, video or screensharing'],
    ['quality --by day --from 2026-11-21 --to 2026-11-20', '--to 2026-11-20 comes before --from 2026-11-21'],
    [
      'quality --by day --from 2027-11-20 --to 2027-11-21',
      '2027-11-20 is in the future: the latest hour is 2026-',
    ],
    ['quality --by day --from 2026-11-31', 'a day such as'],
    ['quality --by day --json --csv', '--csv'],
  ])('refuses %s, and says what it expects', async (line, expected) => {
    const { code, out, err } = await memoryTerminal().run(line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(expected);
  });
});

describe('quality --value', () => {
  const LOSSY = { loss: 0.25 };
  async function oneCall(): Promise<TestTerminal> {
    const store = storeOver();
    await storeTold(store, {
      sessions: [
        { caller: { name: 'Ada', headset: 'Buds', platform: 'macOS' }, streams: [LOSSY, LOSSY] },
        { caller: { name: 'Ben', headset: 'Cans', platform: 'macOS' }, streams: [LOSSY, {}] },
        { caller: { name: 'Eve', headset: 'Ears' }, streams: [{}] },
      ],
    });
    return testTerminal({ tenantId, clock: store.clock, tables: store.tables });
  }
  const DAY = '--from 2026-11-23 --to 2026-11-23';

  it('lists the calls behind a line of the list, each with the poor streams that the line counts', async () => {
    const { run } = await oneCall();
    const { code, out } = await run(`quality --by device --value Buds ${DAY}`);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^call +start \(UTC\) .* poor .* poor here$/),
      expect.stringMatching(new RegExp(`^${callId} +2026-11-23 09:00:00 .* 3 of 5 .* 2$`)),
      '',
    ]);
    expect((await run(`quality --by hour --value 2026-11-23T09 ${DAY}`)).out).toMatch(/ 3$/m);
  });

  it('gives programs every column of the calls, and how many poor streams are there', async () => {
    const [call] = await (await oneCall()).json(`quality --by platform --value macOS ${DAY}`);
    expect(call).toMatchObject({ CallId: callId, PoorStreamsHere: 3 });
  });

  it('takes a platform and a connection by the names that the list shows, in any case, and as Graph writes them', async () => {
    const store = storeOver();
    const room = { name: 'Ada', platform: 'roomSystem', connection: 'wifi' };
    await storeTold(store, { sessions: [{ caller: room, streams: [LOSSY] }] });
    const { run } = testTerminal({ tenantId, clock: store.clock, tables: store.tables });
    const found = async (by: string, value: string) => {
      const { out } = await run(`quality --by ${by} --value ${value} ${DAY}`);
      return out.includes(callId);
    };
    expect(await found('connection', 'Wi-Fi')).toBe(true);
    expect(await found('connection', 'wifi')).toBe(true);
    expect(await found('platform', 'roomSystem')).toBe(true);
    expect(await found('platform', 'android')).toBe(false);
  });

  it('says of a value that does not exist that it does not, and ends with 1; of one without poor streams with 0', async () => {
    const terminal = memoryTerminal();
    await writeSummary(terminal, '2026-11-20', [device('Ears', [50, 0]), total([50, 0])]);
    const asked = 'quality --by device --from 2026-11-20 --to 2026-11-20 --value';
    expect(await terminal.run(`${asked} Nowhere`)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^No audio stream is good or poor at the device Nowhere \(2026-11-20\)\. To see the values: /,
      ),
    });
    // While the day is being written anew, nothing says that the value does not exist.
    await writeSummary(terminal, '2026-11-20', [{ ...device('Cans', [50, 0]), digest: 'other' }]);
    expect((await terminal.run(`${asked} Nowhere`)).code).toBe(0);
    expect(await terminal.run(`${asked} Ears`)).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/^No stored call has a poor audio stream at the device Ears /),
    });
  });

  it.each(['--value Ears', '--value Nothing', '--value Buds --media video'])(
    'says so where no call is behind it, and what lists the values: %s',
    async (asked) => {
      const { code, out, err } = await (await oneCall()).run(`quality --by device ${asked} ${DAY}`);
      expect([code, out]).toEqual([0, '']);
      expect(err).toMatch(
        /No stored call has a poor .* stream at the device .* \.\/callrecords quality --by device/,
      );
    },
  );
});
