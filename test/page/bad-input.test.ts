import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { DateTime } from '../../src/language/date-time.ts';
import type { Day } from '../../src/language/day.ts';
import type { TenantId } from '../../src/language/identifiers.ts';
import { StorageFailure, type Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { FEWEST_STREAMS } from '../../src/summaries/poor-share.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { type CallsByDayValues, callsByDay } from '../../src/tables/declarations/calls-by-day.ts';
import { toCells } from '../../src/tables/table.ts';
import { tellCall } from '../../src/told/tell-call.ts';
import { ticketText } from '../../src/told/ticket.ts';
import { safeText } from '../../src/wording/safe-text.ts';
import { numberedCall, TENANT, testTerminal } from '../cli/command-in-test.ts';
import { callId, tenantId } from '../store/call-in-store.ts';
import { storeOver, storeTold } from '../told/call-record.ts';
import { importBuildings } from '../told/office-networks.ts';
import { pageOf } from './page-in-test.ts';

const OTHER_TENANT = '11111111-2222-4333-8444-555555555555' as TenantId;

/** A day with calls that have these names, on the day that the clock shows. */
async function pageWith(names: ReadonlyArray<string>, more: Partial<CallsByDayValues> = {}) {
  const tables = createMemoryTables();
  for (const [n, name] of names.entries()) {
    const start = `2026-11-23T08:00:0${n}.0000000Z` as DateTime;
    await tables.table('CallsByDay').upsert({
      partitionKey: `${TENANT}_2026-11-23`,
      rowKey: `${start}_${numberedCall(n)}`,
      cells: toCells(callsByDay, {
        CallId: numberedCall(n),
        Version: 1n,
        LastModifiedDateTime: start,
        Generation: 'v1r0-000000000000',
        FirstStartDateTime: start,
        StoredAt: start,
        Revision: 0,
        ParticipantCount: 2,
        SessionCount: 1,
        SegmentCount: 1,
        MediaStreamCount: 2,
        OrganizerDisplayName: name,
        ...more,
      }),
    });
  }
  return pageOf(createStore({ tables, tenantId: TENANT, clock: new ManualClock() }));
}

describe('a name on the page', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    [`" onmouseover="alert(1)' `, '&quot; onmouseover=&quot;alert(1)&#39; '],
    ['&lt;b&gt; &amp; {{1}} <!--', '&amp;lt;b&amp;gt; &amp;amp; {{1}} &lt;!--'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['=HYPERLINK("https://evil.example")', '=HYPERLINK(&quot;https://evil.example&quot;)'],
    ['\u001b[31mred\u0007\u0000', '\ufffd[31mred\ufffd\ufffd'],
    ['\u202eevil\u2066 \u200fname', '\ufffdevil\ufffd \ufffdname'],
    ['👩‍👩‍👧‍👦 Ünal 山田', '👩‍👩‍👧‍👦 Ünal 山田'],
  ])('such as %j is text, whatever is in it', async (name, shown) => {
    const page = await pageWith([name]);
    expect(await page.screen('/')).toContain(`>${shown}</bdi>`);
  });

  test.each([
    ['letters', 'x'.repeat(32_000)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(2_900)],
    ['marks over one letter', `Z${'\u0301'.repeat(30_000)}`],
    ['markup', '<b>'.repeat(10_000)],
  ])('as long as a cell can be, of %s, is cut and ends no character in its middle', async (_what, name) => {
    const short = await (await pageWith(['x'])).screen('/');
    const answer = await (await pageWith([name])).screen('/');
    expect(answer.length - short.length).toBeLessThan(20_000);
    expect(answer).toContain('…</bdi>');
    expect(answer.isWellFormed()).toBe(true);
  });

  test('that is missing has something that stands for it', async () => {
    const page = await pageWith([''], {
      OrganizerDisplayName: undefined,
      OrganizerIdentityKind: 'phone',
      OrganizerIdentityId: '+49301234567',
    });
    expect(await page.screen('/')).toContain('<bdi>(phone +49301234567)</bdi>');
  });
});

/** As hono writes it. */
function escaped(name: string): string {
  return name
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Somebody, their device, building and network have this name, and so has the reason why their session failed. */
async function storeNamed(name: string) {
  const store = storeOver();
  const eve = { name: 'eve', identity: { guest: { id: 'eve', displayName: name } } };
  const sessions = Array.from({ length: FEWEST_STREAMS + 1 }, (_, index) => ({
    caller: {
      ...(index === 0 ? eve : { name: `Guest ${index}` }),
      subnet: '10.23.0.0',
      headset: name,
      platform: name,
    },
    streams: [{ loss: 0.25 }],
    ...(index === 0 ? { failure: { stage: name, reason: name } } : {}),
  }));
  await storeTold(store, { sessions });
  await importBuildings(
    store,
    stringify([['10.23.0.0', name, 24, name, '', '', '', '', '', '', '', '', 1, 0, 0]]),
  );
  await summarizeDay(store, '2026-11-23' as Day, new AbortController().signal);
  return store;
}

describe('a person, a device, a building and a network', () => {
  test.each([
    ['a script', '"><script>alert(1)</script>', '"><script>alert(1)</script>'],
    ['an image', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['quotes', "' onfocus='alert(1)' autofocus='\"", "' onfocus='alert(1)' autofocus='\""],
    ['entities', '&lt;b&gt; &amp; {{1}} <!--', '&lt;b&gt; &amp; {{1}} <!--'],
    ['a formula', '=HYPERLINK("https://evil.example")', '=HYPERLINK("https://evil.example")'],
    ['control characters', 'a\u001b[31mred\u0007\u009b', 'a\ufffd[31mred\ufffd\ufffd'],
    ['marks that turn the line', 'a\u202eevil\u2066 \u200fname', 'a\ufffdevil\ufffd \ufffdname'],
    ['emoji', '👩‍👩‍👧‍👦 Ünal 山田', '👩‍👩‍👧‍👦 Ünal 山田'],
    ['8,000 characters', `Z${'x'.repeat(8_000)}`, `Z${'x'.repeat(70)}`],
  ])(
    'whose name is %s are text on every screen, in the terminal and in the ticket',
    async (_what, name, shown) => {
      const store = await storeNamed(name);
      const page = pageOf(store);
      const paths = ['person?name=eve', `call/${callId}`];
      for (const by of ['device', 'building', 'network']) {
        const html = await page.screen(`/where?by=${by}`);
        const links = html.matchAll(/href="[^"]*(where\/calls\?[^"]*)"/g);
        paths.push(
          `where?by=${by}`,
          ...Array.from(links, ([, path = '']) => path.replaceAll('&amp;', '&')).slice(0, 1),
        );
      }
      expect(paths).toHaveLength(8);
      for (const path of paths) {
        const html = await page.screen(`/${path}`);
        expect(html, path).toContain(escaped(shown));
        expect(html, path).not.toMatch(/<script|<img src=x|<b>| onfocus='/);
        expect(html, path).toBe(safeText(html));
        expect(html.length, path).toBeLessThan(400_000);
      }
      const terminal = testTerminal({ tenantId, clock: store.clock, tables: store.tables });
      const { out } = await terminal.run(`call ${callId}`);
      expect(out).toContain(shown);
      const call = await tellCall(store, callId);
      const ticket = call === undefined ? '' : ticketText(call, './callrecords call');
      expect(ticket).toContain(shown);
      for (const text of [out, ticket]) {
        expect(text).toBe(safeText(text));
        expect(text).not.toMatch(/^[=+@-]/m);
        expect(text.isWellFormed()).toBe(true);
      }
    },
  );
});

test('a name of 40,000 characters, which no cell holds, is left out, and something stands for it', async () => {
  const store = await storeNamed('Z'.repeat(40_000));
  const page = pageOf(store);
  for (const path of ['/', '/person?name=eve', '/where?by=device'])
    expect(await page.screen(path), path).not.toContain('ZZZ');
  expect(await page.screen(`/call/${callId}`)).toContain('<bdi>(guest eve)</bdi>');
});

describe('an address of the page', () => {
  test.each([
    '/?day=2026-02-30',
    '/?day=yesterday',
    '/?day=2026-11-23T00',
    '/?day=%252e%252e',
    `/?day=${'9'.repeat(5_000)}`,
    '/?day=%00',
    '/?day=<script>',
    '/?hour=24',
    '/?hour=-1',
    '/?hour=1e1',
    '/?page=0',
    '/?page=99999999',
    '/?page=%E0%A4%A',
  ])('that is not right, such as %s, is answered with what is expected', async (path) => {
    const text = await (await pageWith(['Ada'])).screen(path, 400);
    expect(text).toContain('This address is not right');
    expect(text).not.toContain('<script>');
  });

  test('that names a screen which does not exist is answered so, and nothing else', async () => {
    const page = await pageWith(['Ada']);
    await page.screen('/nowhere', 404);
    await page.screen('/../day', 404);
    await page.screen('/%2e%2e%2f', 404);
  });

  test.each(['0000-01-01', '0001-01-01', '9999-12-31', '1970-01-01'])(
    'may name any day, such as %s, by whatever clocks',
    async (day) => {
      const store = createStore({ tables: createMemoryTables(), tenantId: TENANT, clock: new ManualClock() });
      for (const zone of ['Europe/Berlin', 'America/New_York'])
        expect(await pageOf(store, { zone }).screen(`/?day=${day}`)).toContain('No call that started');
    },
  );
});

test('a platform and a connection that are called like a property of every object are shown as they are, or not at all', async () => {
  const store = storeOver();
  const ada = { name: 'Ada', platform: 'constructor', connection: 'toString' };
  await storeTold(store, { sessions: [{ caller: ada, streams: [{ loss: 0.25 }] }] });
  const text = await pageOf(store).screen(`/call/${callId}`);
  expect(text).toContain('on constructor');
  expect(text).not.toContain('native code');
});

test('calls of another tenant in the same tables are on no screen', async () => {
  const { tables, clock } = await storeNamed('Eve of another tenant');
  const page = pageOf(createStore({ tables, tenantId: OTHER_TENANT, clock }));
  for (const path of ['/', '/person?name=eve', '/where?by=device', '/flow'])
    expect(await page.screen(path), path).not.toContain('Eve of another tenant');
  for (const path of [`/call/${callId}`, `/call/${callId}/document`])
    expect(await page.screen(path, 404), path).toContain('No version of call');
});

test('two pages at once do not open each other', async () => {
  const store = createStore({ tables: createMemoryTables(), tenantId: TENANT, clock: new ManualClock() });
  const [one, other] = [
    pageOf(store),
    pageOf(store, { host: '127.0.0.1:4285', token: 'c'.repeat(32), secret: 'd'.repeat(32) }),
  ];
  expect((await one.request(`/${'d'.repeat(32)}/`)).status).toBe(404);
  expect((await other.request(`/${'b'.repeat(32)}/`)).status).toBe(421);
});

test('a call that was stored before streams were classified is shown as not classified, and not as good', async () => {
  const page = await pageWith(['Ada']);
  const text = await page.screen('/');
  expect(text).toContain('not classified');
  expect(text).toContain('no call is classified');
});

describe('a page whose storage', () => {
  const failing = (options: { status?: number; code?: string }): Tables => ({
    table: (name) => ({
      ...createMemoryTables().table(name),
      // biome-ignore lint/correctness/useYield: it fails before the first page
      async *query() {
        throw new StorageFailure('Storage answered', options);
      },
    }),
  });
  test.each([
    ['refuses the user', { status: 403 }, 'az storage account show --name contosocalls'],
    ['gets no token', { code: 'TokenUnavailable' }, 'az login'],
    ['does not answer', {}, './callrecords doctor'],
    ['is busy', { status: 503 }, 'Load the page again</a>'],
    ['has no such table', { status: 404, code: 'TableNotFound' }, 'does not exist'],
    ['is none, but a page that is not found', { status: 404 }, 'Something else than storage'],
  ])('%s says what is missing and how to get it', async (_what, failure, told) => {
    const store = createStore({ tables: failing(failure), tenantId: TENANT, clock: new ManualClock() });
    const page = pageOf(store);
    expect(await page.screen('/', 503)).toContain(told);
    expect(page.faults).toEqual([]);
  });

  test('fails in a way that was not foreseen says so, and the terminal has the error', async () => {
    const store = createStore({
      tables: {
        table: () => {
          throw new Error('secret detail');
        },
      },
      tenantId: TENANT,
      clock: new ManualClock(),
    });
    const page = pageOf(store);
    const text = await page.screen('/', 500);
    expect(text).toContain('The page has a fault');
    expect(text).not.toContain('secret detail');
    expect(page.faults).toHaveLength(1);
  });
});
