import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OFFICE_DAY, playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import { hasPoorStream } from '../../src/calls/poor-streams-of-call.ts';
import type { Day } from '../../src/language/day.ts';
import { hoursOfDay } from '../../src/page/day/hours.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { readCompleteness } from '../../src/summaries/completeness.ts';
import type { CallsByDayValues } from '../../src/tables/declarations/calls-by-day.ts';
import { counted } from '../../src/wording/values.ts';
import { memoryTerminal, number, TENANT, text, time } from '../cli/command-in-test.ts';
import { pageOf, type TestPage } from './page-in-test.ts';

/** In winter the clocks of Berlin are an hour ahead of UTC. */
const localHour = ({ FirstStartDateTime }: CallsByDayValues) =>
  (Number(FirstStartDateTime.slice(11, 13)) + 1) % 24;

describe('the screen Day', () => {
  let store: Store;
  let page: TestPage;
  let calls: ReadonlyArray<CallsByDayValues>;
  beforeAll(async () => {
    store = await playOfficeDay(60);
    page = pageOf(store);
    calls = (await Array.fromAsync(callsOfDay(store, OFFICE_DAY))).flatMap(({ rows }) => rows);
  });
  const poor = () => calls.filter(hasPoorStream);
  const listed = (text: string) => Array.from(text.matchAll(/\/call\/([0-9a-f-]{36})"/g), ([, id]) => id);

  test('shows today, or the day that is asked for, by the clocks of the zone, which it names', async () => {
    const today = await page.screen('/');
    expect(today).toContain('Monday, 23 November 2026');
    expect(today).toContain('Times in Europe/Berlin');
    expect(listed(await page.screen(`/?day=${OFFICE_DAY}`))).toEqual(listed(today));
    expect(await page.screen('/?day=2026-11-22')).toContain('Sunday, 22 November 2026');
  });

  test('opens with yesterday while few calls of today are stored, and leads to today', async () => {
    const morning = pageOf({ ...store, clock: new ManualClock(new Date('2026-11-24T07:00:00Z')) });
    const opened = await morning.screen('/');
    expect(opened).toContain('<h1>Monday, 23 November 2026</h1>');
    expect(opened).toMatch(/href="[^"]*\?day=2026-11-24">Today/);
    expect(await morning.screen('/?day=2026-11-24')).toContain('<h1>Tuesday, 24 November 2026</h1>');
    const later = pageOf({ ...store, clock: new ManualClock(new Date('2026-11-25T07:00:00Z')) });
    expect(await later.screen('/')).toContain('<h1>Wednesday, 25 November 2026</h1>');
  });

  test('counts the calls, those with poor streams, and what is stored of what Graph lists', async () => {
    const text = await page.screen('/');
    expect(text).toContain(`<dd>${calls.length}</dd>`);
    expect(text).toContain(`<dd>${poor().length}</dd>`);
    const day = OFFICE_DAY as Day;
    const { stored, known } = await readCompleteness(store, { from: day, to: day });
    expect(text).toContain(`<dd>${stored} of ${known}</dd>`);
  });

  test('says how many more calls are counted than the last list showed', async () => {
    const count = calls.length + 40;
    const text = await pageOf(manyCalls(store, count)).screen('/');
    const [, stored, since] =
      /<dd>(\d+) of \d+<\/dd><dd class="aside">[^<]*; (\d+) more counted than the last list showed/.exec(
        text,
      ) ?? [];
    expect(Number(stored) + Number(since)).toBe(count);
    const ofHours = text.matchAll(/ aria-label="[^"]*, (\d+) more counted than the last list showed"/g);
    expect([...ofHours].reduce((sum, [, more]) => sum + Number(more), 0)).toBe(Number(since));
  });

  test('draws each hour, and says in words what the drawing says', async () => {
    const text = await page.screen('/');
    for (let hour = 0; hour < 24; hour += 1) {
      const ofHour = calls.filter((call) => localHour(call) === hour);
      expect(text).toContain(
        `aria-label="${String(hour).padStart(2, '0')}:00, ${counted(ofHour.length, 'call')}`,
      );
    }
  });

  test('lists every call with a link to it', async () => {
    const text = await page.screen('/');
    expect(listed(text)).toEqual(calls.map(({ CallId }) => CallId));
  });

  test('lists the calls of one hour, of one type, or with poor streams', async () => {
    const hour = localHour(calls[0] as CallsByDayValues);
    const ofHour = calls.filter((call) => localHour(call) === hour);
    expect(listed(await page.screen(`/?hour=${hour}`))).toEqual(ofHour.map(({ CallId }) => CallId));
    const groups = calls.filter(({ CallType }) => CallType === 'groupCall');
    expect(listed(await page.screen('/?type=groupCall'))).toEqual(groups.map(({ CallId }) => CallId));
    expect(listed(await page.screen('/?poor=1'))).toEqual(poor().map(({ CallId }) => CallId));
  });

  test('lists the calls that somebody took part in, who is named by any name of theirs', async () => {
    const { OrganizerDisplayName = '', OrganizerIdentityId = '' } =
      calls.find(({ OrganizerUserPrincipalName }) => OrganizerUserPrincipalName !== undefined) ?? {};
    const byId = listed(await page.screen(`/?person=${OrganizerIdentityId}`));
    expect(byId.length).toBeGreaterThan(0);
    expect(listed(await page.screen(`/?person=${encodeURIComponent(OrganizerDisplayName)}`))).toEqual(byId);
  });

  test('lists who may be meant when several people are called so, and says when nobody is', async () => {
    const several = await page.screen('/?person=a');
    expect(several).toContain('Several people are called');
    expect(several).toMatch(/href="[^"]*person=[0-9a-f-]{36}/);
    expect(await page.screen('/?person=Nemo')).toContain('No person in the stored calls is called');
  });

  test('takes a name of spaces for none', async () => {
    expect(listed(await page.screen('/?person=%20%20'))).toHaveLength(calls.length);
  });

  test('says of an hour whether all is stored by the hours of UTC that it is part of, where clocks are half an hour apart', async () => {
    const text = await pageOf(store, { zone: 'Asia/Kolkata' }).screen(`/?day=${OFFICE_DAY}`);
    const between = (from: string, to: string) =>
      calls.filter(
        ({ FirstStartDateTime: at }) => at >= `${OFFICE_DAY}T${from}` && at < `${OFFICE_DAY}T${to}`,
      );
    const known = between('08', '10').length;
    expect(text).toMatch(
      new RegExp(
        `"14:00, ${counted(between('08:30', '09:30').length, 'call')}[^"]* ${known} of ${known} listed are stored in the 2 hours of UTC that it is part of, all stored"`,
      ),
    );
    expect(text).toContain('of the hours of UTC that begin on it');
  });

  test('says of a day to come that it has not begun', async () => {
    const text = await page.screen('/?day=2026-11-25');
    expect(text).toContain('this day has not begun');
    expect(text).toContain('>Today</a>');
    expect(text).not.toContain('each hour is listed');
  });

  test('leaves out persons where it is to show none', async () => {
    const text = await pageOf(store, { withoutPersons: true }).screen('/?person=Nemo');
    expect(text).not.toContain('name="person"');
    expect(listed(text)).toHaveLength(calls.length);
  });

  test('shows UTC beside local times on request, and keeps it from screen to screen', async () => {
    expect(await page.screen('/')).not.toContain(' UTC</span>');
    const text = await page.screen('/?utc=1');
    expect(text).toContain(' UTC</span>');
    expect(text).toMatch(/href="[^"]*day=2026-11-22&amp;utc=1"/);
    expect(text).toContain('Hide UTC');
  });

  test('shows 200 calls a page', async () => {
    const many = pageOf(manyCalls(store, 450));
    const first = await many.screen('/');
    expect(listed(first)).toHaveLength(200);
    expect(first).toContain('1 to 200 of 450');
    expect(listed(await many.screen('/?page=3'))).toHaveLength(50);
    expect(await many.screen('/?page=4', 404)).toContain('This list has 450 calls, and no page 4.');
  });

  test('sends the first 200 of 400 calls in less than 20 KB, with its styles', async () => {
    const many = pageOf(manyCalls(store, 400));
    const bytes = async (path: string) => {
      const answer = await many.request(path, { headers: { 'Accept-Encoding': 'gzip' } });
      return (await answer.arrayBuffer()).byteLength;
    };
    expect((await bytes(`/${'b'.repeat(32)}/`)) + (await bytes('/style.css'))).toBeLessThan(20_000);
  });
});

/** Half an hour of summer time. */
const LORD_HOWE = 'Australia/Lord_Howe';

describe('the screen Day on days on which clocks change', () => {
  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-11-23', 24],
  ])('%s has %i hours', async (day, hours) => {
    const text = await pageOf(await playOfficeDay(0)).screen(`/?day=${day}`);
    expect(text.match(/aria-label="\d\d:00[ ,]/g)).toHaveLength(hours);
  });

  test('an hour that the clocks show twice says which it is', async () => {
    const text = await pageOf(await playOfficeDay(0)).screen('/?day=2026-10-25&hour=2');
    expect(text).toContain('<option value="2" selected="">02:00 (+02:00)</option>');
    expect(text).toContain('<option value="3">02:00 (+01:00)</option>');
  });

  test('a day of 24 and a half hours ends where the next one begins', () => {
    const [last, first] = [
      hoursOfDay('2026-04-05' as Day, LORD_HOWE).at(-1),
      hoursOfDay('2026-04-06' as Day, LORD_HOWE)[0],
    ];
    expect(last).toMatchObject({ number: 24, label: '23:30', to: first?.from });
  });
});

describe('the screen Day judges an hour as the screen Flow does, by what Coverage says of it', () => {
  const INDIA = { zone: 'Asia/Kolkata' };
  const HOUR = { CheckedAt: time('2026-11-23T08:30:00'), Listed: number(3), Stored: number(3) };
  let terminal: ReturnType<typeof memoryTerminal>;
  beforeEach(async () => {
    terminal = memoryTerminal();
    await terminal.write('Coverage', '2026-11-23T05', HOUR);
  });
  const screen = async (path: string, options = {}) => {
    const { tables, clock } = terminal;
    return await pageOf(createStore({ tables, tenantId: TENANT, clock }), options).screen(path);
  };

  test.each([
    ['calls missing when last listed', { Listed: number(4), Missing: number(1) }],
    ['missing calls given up', { Listed: number(4), Missing: number(1), GivenUp: number(1) }],
    ['calls that Graph’s list hides', { Unlisted: number(1) }],
    ['no longer listed by Graph, although a check was due', { AgedOutAt: time('2026-11-23T08:00:00') }],
    ['due to be listed again', { NextCheckAt: time('2026-11-23T08:00:00') }],
    ['not kept any more', { ExpiredAt: time('2026-11-23T08:00:00') }],
    ['too recent to count', { Listed: number(4), Fresh: number(1) }],
    ['all stored', {}],
  ])('%s', async (name, cells) => {
    await terminal.write('Coverage', '2026-11-23T06', { ...HOUR, ...cells });
    expect(await screen('/?day=2026-11-23', { zone: 'UTC' })).toMatch(
      new RegExp(`aria-label="06:00, [^"]*, ${name}"`),
    );
    expect(await screen('/flow')).toContain(`<title>2026-11-23T06: ${name}</title>`);
    // The clocks of India are half an hour apart from those of UTC: both hours have a part of it.
    expect(await screen('/?day=2026-11-23', INDIA)).toMatch(new RegExp(`aria-label="11:00, [^"]*, ${name}"`));
  });

  test('an hour of which one half was not listed is not called whole', async () => {
    expect(await screen('/?day=2026-11-23', INDIA)).toContain(
      'aria-label="11:00, 0 calls, 3 of 3 listed are stored in the 2 hours of UTC that it is part of, not listed"',
    );
  });
});

test('the screen Day says of a day that retention has deleted that it has, and counts nothing of its lists', async () => {
  const { tables, clock, write } = memoryTerminal();
  await write('Withheld', 'limits', { RefusedBefore: text('2026-11-16'), KeepDays: number(7) });
  const counts = {
    CheckedAt: time('2026-11-16T09:00:00'),
    Listed: number(9),
    Stored: number(8),
    Missing: number(1),
  };
  for (const day of ['2026-11-15', '2026-11-16']) await write('Coverage', `${day}T09`, counts);
  const page = pageOf(createStore({ tables, tenantId: TENANT, clock }), { zone: 'UTC' });
  const deleted = await page.screen('/?day=2026-11-15');
  expect(deleted).toContain('is stored: calls are deleted after 7 days (KEEP_DAYS).');
  expect(deleted).toContain('<dt>Stored of listed</dt><dd>–</dd>');
  expect(deleted).toContain('<dt>Waiting</dt><dd>0</dd>');
  expect(deleted).toContain('aria-label="09:00, 0 calls, not kept any more"');
  const kept = await page.screen('/?day=2026-11-16');
  expect(kept).toContain('<dt>Stored of listed</dt><dd>8 of 9</dd>');
  expect(kept).not.toContain('KEEP_DAYS');
});

test('the screen Day says of a day whose hours all expired by an earlier KEEP_DAYS that it is not kept', async () => {
  const { tables, clock, write } = memoryTerminal();
  await write('Withheld', 'limits', { RefusedBefore: text('2026-10-01'), KeepDays: number(365) });
  for (let hour = 0; hour < 24; hour += 1) {
    await write('Coverage', `2026-11-15T${String(hour).padStart(2, '0')}`, {
      CheckedAt: time('2026-11-16T09:00:00'),
      ExpiredAt: time('2026-11-20T09:00:00'),
      Listed: number(9),
      Stored: number(8),
    });
  }
  const page = pageOf(createStore({ tables, tenantId: TENANT, clock }), { zone: 'UTC' });
  const day = await page.screen('/?day=2026-11-15');
  expect(day).toContain('<dt>Stored of listed</dt><dd>–</dd><dd class="aside">not kept any more<');
  expect(day).not.toContain('365 days');
});

/** The store, as if so many calls had started: copies of those that did. */
function manyCalls(store: Store, count: number): Store {
  return {
    ...store,
    table: (name) => {
      const table = store.table(name);
      if (name !== 'CallsByDay') return table;
      return {
        ...table,
        async *query(query) {
          const rows = (await Array.fromAsync(table.query(query))).flat();
          if (rows.length > 0)
            yield Array.from({ length: count }, (_, n) => rows[n % rows.length]).filter(
              (row) => row !== undefined,
            );
        },
      };
    },
  };
}

test('the screen Day claims nothing of hours that were not listed, whether or not they have calls', async () => {
  const text = await pageOf(await playOfficeDay(0)).screen('/?day=2026-11-20');
  expect(text).toContain('24 hours from before listing began (2026-11-22T21, UTC)');
  expect(text).not.toContain('with poor streams, and their share');
  expect(text).toContain('aria-label="09:00, 0 calls, not listed"');
});
