import { beforeAll, describe, expect, test } from 'vitest';
import { OFFICE_DAY, playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import type { Day } from '../../src/language/day.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { poorShare, verdictOf } from '../../src/summaries/poor-share.ts';
import { groupings, readQuality, worstFirst } from '../../src/summaries/read-quality.ts';
import { percent } from '../../src/wording/values.ts';
import { memoryTerminal, TENANT } from '../cli/command-in-test.ts';
import { writeSummary } from '../cli/summary-rows.ts';
import { pageOf, type TestPage } from './page-in-test.ts';

const DAY = OFFICE_DAY as Day;
const PERIOD = { from: DAY, to: DAY };

describe('the screen Where', () => {
  let store: Store;
  let page: TestPage;
  beforeAll(async () => {
    store = await playOfficeDay(60);
    page = pageOf(store);
  });
  /** The addresses behind the numbers of poor streams, in their order. */
  const linksIn = (text: string) =>
    Array.from(
      text.matchAll(
        /<td class="number" data-is="Poor streams"><a href="\/b+(\/where\/calls[^"]*)"[^>]*>([\d,]+)</g,
      ),
      ([, path = '', poor = '']) => ({ path: path.replaceAll('&amp;', '&'), poor: Number(poor) }),
    );

  test.each(groupings)(
    'shows the values by %s that are enough, the worst first, with share and verdict',
    async (by) => {
      const text = await page.screen(`/where?by=${by}&from=${DAY}&to=${DAY}`);
      const { values } = await readQuality(store, { by, medium: 'audio', ...PERIOD });
      const { shown, hidden } = worstFirst(values);
      const table = text.slice(text.indexOf('<table class="values '), text.indexOf('</table>'));
      const shares = Array.from(
        table.matchAll(/<td class="number(?: poor)?">([\d.]+ %)<\/td>/g),
        ([, share]) => share,
      );
      expect(shares).toEqual(shown.map((value) => percent(poorShare(value))));
      for (const value of shown) expect(text).toContain(verdictOf(value));
      if (hidden > 0) expect(text).toContain(`Counted and not shown: ${hidden} value`);
    },
  );

  test('keeps the target of sessions on one line with its unit', async () => {
    expect(await page.screen('/where')).toContain('target of 3.0\u00a0%');
  });

  test('leads from each number of poor streams to the calls that have them', async () => {
    let followed = 0;
    for (const by of ['building', 'network', 'device', 'hour'] as const) {
      for (const { path, poor } of linksIn(await page.screen(`/where?by=${by}&from=${DAY}&to=${DAY}`))) {
        const calls = await page.screen(path);
        expect(calls).toMatch(new RegExp(`with ${poor} poor streams? at this ${by}`));
        expect(calls).toMatch(/\/call\/[0-9a-f-]{36}/);
        expect(calls).toMatch(/<dt>Stored of listed<\/dt><dd>\d+ of \d+</);
        expect(calls).toMatch(/\/where" aria-current="true">Where</);
        followed += 1;
      }
    }
    expect(followed).toBeGreaterThan(3);
  });

  test.each(['notSetUp', 'dropped'])(
    'leads from the number of sessions that were %s to their calls',
    async (failure) => {
      const text = await page.screen(`/where?from=${DAY}&to=${DAY}`);
      const [, path = '', sessions = ''] =
        new RegExp(`href="/b+(/where/sessions[^"]*failure=${failure})">(\\d+) of `).exec(text) ?? [];
      const address = path.replaceAll('&amp;', '&');
      const calls = await page.screen(address);
      expect(calls).toMatch(new RegExp(`<dd class="aside">with ${sessions} such session`));
      expect(calls).toMatch(/<dt>Stored of listed<\/dt><dd>\d+ of \d+</);
      expect(calls).toMatch(/\/call\/[0-9a-f-]{36}/);
      expect(await page.screen(`${address}&before=9`)).toContain('in this part of the list, with ');
      expect(await page.screen('/where/sessions?failure=lost', 400)).toContain(
        'must be one of notSetUp, dropped',
      );
    },
  );

  test('shows the hours of the days with their share, and leads to the calls of each', async () => {
    const text = await page.screen(`/where?from=${DAY}&to=${DAY}`);
    const { values } = await readQuality(store, { by: 'hour', medium: 'audio', ...PERIOD });
    const poor = worstFirst(values).shown.filter((hour) => hour.poor > 0);
    expect(poor.length).toBeGreaterThan(0);
    for (const { value, poor: streams } of poor) {
      const [, path = ''] = text.match(new RegExp(`href="/b+(/where/calls[^"]*value=${value})"`)) ?? [];
      expect(await page.screen(path.replaceAll('&amp;', '&'))).toMatch(
        new RegExp(`with ${streams} poor streams? at this hour`),
      );
    }
  });

  test('says of an hour when it was by the clocks of the page, whose days are UTC here', async () => {
    const path = `/where?by=hour&from=${DAY}&to=${DAY}`;
    expect(await page.screen(path)).toContain(
      'to 16:00 UTC</bdi><span class="quiet local">16:00 in Europe/Berlin</span>',
    );
    expect(await pageOf(store, { zone: 'UTC' }).screen(path)).not.toContain('class="quiet local"');
  });

  test('says how complete the days are, which have none, and the command that shows the same', async () => {
    const text = await page.screen('/where?by=device&medium=screenSharing&from=2026-10-01&to=2026-10-02');
    expect(text).toContain('48 hours from before listing began (2026-11-22T21, UTC)');
    expect(text).toContain('No calls are stored of 2026-10-01, 2026-10-02.');
    expect(text).toContain(
      './callrecords quality --by device --media screensharing --from 2026-10-01 --to 2026-10-02',
    );
  });

  test('shows the worst 100 values, and says how many there are', async () => {
    const terminal = memoryTerminal();
    const networks = Array.from({ length: 101 }, (_, index) => ({
      dimension: 'device',
      value: `Headset ${index}`,
      audio: [100, index] as const,
      counts: { PersonCount: 5, CallCount: 5 },
    }));
    await writeSummary(terminal, DAY, [...networks, { dimension: 'total', audio: [10_100, 5_050] }]);
    const { tables, clock } = terminal;
    const text = await pageOf(createStore({ tables, tenantId: TENANT, clock })).screen(
      `/where?by=device&from=${DAY}&to=${DAY}`,
    );
    expect(text.match(/<bdi>Headset \d+<\/bdi>/g)).toHaveLength(100);
    expect(text).not.toContain('<bdi>Headset 0</bdi>');
    expect(text).toContain('These are the worst 100 of 101 values; the terminal lists all.');
  });

  test('says of a building of several networks that its calls are a lower bound, and of others how many there are', async () => {
    const terminal = memoryTerminal();
    const counts = { PersonCount: 7, CallCount: 1_234 };
    await writeSummary(terminal, DAY, [
      { dimension: 'network', value: '10.1.1.0', audio: [50, 50], counts },
      { dimension: 'network', value: '10.1.2.0', audio: [50, 50], counts },
      { dimension: 'platform', value: 'roomSystem', audio: [50, 50], counts },
      { dimension: 'total', audio: [100, 100], counts },
    ]);
    const { tables, clock } = terminal;
    const page = pageOf(createStore({ tables, tenantId: TENANT, clock }));
    const callsIn = async (by: string) => {
      const text = await page.screen(`/where?by=${by}&from=${DAY}&to=${DAY}`);
      return [/data-is="Calls">([^<]*)</.exec(text)?.[1], /<th scope="row"><bdi>([^<]*)</.exec(text)?.[1]];
    };
    expect(await callsIn('building')).toEqual(['≥ 1,234', '(not in the building file)']);
    expect(await callsIn('platform')).toEqual(['1,234', 'Room system']);
  });

  test('does not take a device for an hour because it is called like one', async () => {
    const terminal = memoryTerminal();
    const counts = { PersonCount: 7, CallCount: 9 };
    const device = { dimension: 'device', value: `${DAY}T09`, audio: [50, 50] as const, counts };
    await writeSummary(terminal, DAY, [device, { dimension: 'total', audio: [50, 50], counts }]);
    const { tables, clock } = terminal;
    const page = pageOf(createStore({ tables, tenantId: TENANT, clock }));
    const text = await page.screen(`/where?by=device&from=${DAY}&to=${DAY}`);
    expect(text).toContain(`<th scope="row"><bdi>${DAY}T09</bdi></th>`);
  });

  test('shows an empty tenant as one in which nothing is good or poor', async () => {
    const text = await pageOf(await playOfficeDay(0)).screen('/where?by=platform&medium=video');
    expect(text).toContain('No video stream of these days is good or poor by platform.');
  });

  test.each([
    ['by=color', '&quot;by&quot; must be one of building, network'],
    ['medium=smell', '&quot;medium&quot; must be one of audio'],
    ['from=yesterday', 'must be written as 2026-11-23'],
    ['to=2026-02-30', 'must be written as 2026-11-23'],
    ['from=2026-11-23&to=2026-11-22', 'comes after the last'],
    ['from=2020-01-01&to=2026-11-22', 'At most 92 days'],
    ['from=2027-11-23', '2027-11-23 is in the future: today is 2026-'],
    ['from=2027-11-23&to=2027-11-24', '2027-11-23 is in the future: today is 2026-'],
  ])('refuses an address that it cannot answer, and says what is expected: %s', async (query, said) => {
    expect(await page.screen(`/where?${query}`, 400)).toContain(said);
  });

  test('leaves days out that have not begun', async () => {
    const today = store.clock.now().toISOString().slice(0, 'yyyy-MM-dd'.length);
    expect(await page.screen(`/where?from=${DAY}&to=2027-01-10`)).toContain(`name="to" value="${today}"`);
  });

  test('lists no calls where no value is named, and none of a value that nobody has', async () => {
    expect(await page.screen('/where/calls?by=device', 400)).toContain('must be named');
    const odd = encodeURIComponent(`<img src=x onerror=alert(1)>${'x'.repeat(500)}`);
    const text = await page.screen(`/where/calls?by=device&value=${odd}`);
    expect(text).toContain('with 0 poor streams at this device');
    expect(text).not.toContain('<img src=x');
  });
});
