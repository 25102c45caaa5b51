import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../build/docs/pictures/find-chromium.ts';
import { OFFICE_DAY, type OfficeDay, playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import type { Day } from '../../src/language/day.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { type ServedPage, servePage } from '../../src/page/serve.ts';
import { clockTime } from '../../src/page/time.tsx';
import type { Store } from '../../src/rows/store.ts';
import { callsBehind } from '../../src/summaries/calls-behind.ts';
import { readQuality } from '../../src/summaries/read-quality.ts';
import { callsByDayRange } from '../../src/tables/keys.ts';
import { tellCall } from '../../src/told/tell-call.ts';
import { statusOf } from './page-in-test.ts';

/** So many that each planted cause stands out. */
const ENOUGH_CALLS = 120;
const WINDOW = { width: 1280, height: 900 };
/** A telephone; and what is left of the window at 400 %. */
const TELEPHONE = { width: 320, height: 256 };
const TABLET = { width: 768, height: 1024 };
/** Tables that are wider than their place, where nothing says so. */
const CUT = `Array.from(document.querySelectorAll('.scroll'))
  .filter((part) => part.scrollWidth > part.clientWidth && !part.nextElementSibling?.matches('.sideways'))
  .map((part) => part.getAttribute('aria-label') ?? part.outerHTML)`;

const launching = findChromium();
/** In CI a missing browser is a failure: .ci/run installs one. */
const isSkipped = launching === undefined && process.env.CI === undefined;

describe.skipIf(isSkipped)('the explorer in a browser', () => {
  let store: OfficeDay;
  let browser: Browser;
  let served: ServedPage;
  /** The first screen; a tab of the browser that no test closes. */
  let start: string;
  let tab: Page;
  const complaints: Array<string> = [];

  beforeAll(async () => {
    store = await playOfficeDay(ENOUGH_CALLS);
    await renameOrganizers(store, NAMES);
    served = await servePage({
      store,
      account: 'contosocalls',
      zone: 'Europe/Berlin',
      withoutPersons: false,
      port: 0,
      random: systemRandom,
      command: (typed) => typed,
      readStatus: statusOf(store),
      report: (error) => complaints.push(String(error)),
    });
    browser = await chromium.launch(launching);
    tab = await newTab();
    // Works once: what follows opens where it led to.
    await tab.goto(served.address);
    start = tab.url();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  /** Notes what the browser complains of, and what it asks others for. */
  async function newTab(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: WINDOW, ...options });
    const page = await context.newPage();
    const { origin } = new URL(served.address);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(`request to ${request.url()}`);
    });
    return page;
  }

  /** The tab, at the first screen, as a user sees it who has just opened the page. */
  async function opened(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    await tab.setViewportSize(WINDOW);
    await tab.emulateMedia({ colorScheme });
    await tab.goto(start);
    return tab;
  }

  /** Every screen of the navigation, one after the other. */
  async function* screensOf(page: Page): AsyncGenerator<string> {
    const names = await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allTextContents();
    for (const name of names) {
      await page
        .getByRole('navigation', { name: 'Screens' })
        .getByRole('link', { name, exact: true })
        .click();
      await loaded(page.locator('nav a[aria-current=page]', { hasText: name }));
      yield name;
    }
  }

  test('leads from the printed address to the calls of today', async () => {
    expect(new URL(start).pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
    const page = await opened();
    await page.getByRole('heading', { name: 'Monday, 23 November 2026' }).waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(ENOUGH_CALLS / 2);
  });

  test.each(['light', 'dark'] as const)(
    'has one main heading, says which screen it is, and has no fault of accessibility on any screen, when it is %s',
    async (colorScheme) => {
      const page = await opened(colorScheme);
      for await (const name of screensOf(page)) {
        expect(await page.getByRole('heading', { level: 1 }).count(), name).toBe(1);
        expect(await page.locator('nav a[aria-current=page]').textContent()).toBe(name);
        expect(await violationsOn(page, colorScheme), name).toEqual([]);
      }
      // Beside the others: the browser notes the status of this one as a complaint.
      const refused = await browser.newPage({ colorScheme });
      await refused.goto(new URL('/nowhere', page.url()).href);
      expect(await violationsOn(refused, colorScheme)).toEqual([]);
    },
  );

  test('can be used by keyboard alone: from the day to an hour, and to one of its calls', async () => {
    const page = await opened();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await tabTo(page, /^09:00, /);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /calls?, from 09:00 to 10:00/ }).waitFor();
    await tabTo(page, /^09:\d\d:\d\d$/);
  });

  test('leads from the worst device to the calls in which it was poor', async () => {
    const page = await opened();
    await page.getByRole('link', { name: 'Where', exact: true }).click();
    await page.getByRole('combobox').first().selectOption('device');
    await page.getByRole('button', { name: 'Show' }).click();
    await page
      .getByRole('link', { name: /^\d+ poor streams, / })
      .first()
      .click();
    await loaded(page.getByRole('heading', { name: /^Calls with poor audio: / }));
    expect(await page.getByRole('row').count()).toBeGreaterThan(1);
    expect(await violationsOn(page)).toEqual([]);
  });

  test('leads from some letters of a name to the calls of one person', async () => {
    const page = await opened();
    await page.getByRole('link', { name: 'Person', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Person' }).fill('a');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Several people are called/ }).waitFor();
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await loaded(page.getByRole('region', { name: 'Calls of this person' }));
    expect(await violationsOn(page)).toEqual([]);
  });

  test('keeps within the width of the window at 400 %, and of a telephone, where only what says so scrolls sideways', async () => {
    const page = await opened();
    await page.setViewportSize(TELEPHONE);
    for await (const name of screensOf(page)) {
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, name).toBeLessThanOrEqual(320);
      expect(await page.evaluate<ReadonlyArray<string>>(CUT), name).toEqual([]);
      for (const hint of await page.locator('.sideways').all()) expect(await hint.isVisible()).toBe(true);
    }
  });

  test('shows each table whole in the width of a tablet, also those of calls that have columns of their own', async () => {
    const page = await opened();
    await page.setViewportSize(TABLET);
    for await (const name of screensOf(page)) {
      expect(await page.evaluate<ReadonlyArray<string>>(CUT), name).toEqual([]);
    }
    const platform = store.plantedCauses.find(({ dimension }) => dimension === 'platform');
    const { person } = await sufferer(store, 'platform', platform?.value ?? '');
    for (const path of [`person?name=${person}`, 'where/sessions?failure=dropped']) {
      await page.goto(`${start}${path}`);
      await loaded(page.getByRole('region', { name: /^Calls/ }));
      expect(await page.evaluate<ReadonlyArray<string>>(CUT), path).toEqual([]);
    }
  });

  test('names no share of the hours in the legend where the window is too narrow to show any', async () => {
    const page = await opened();
    const seen = async () => ({
      shares: await page.locator('.strip .share').first().isVisible(),
      legend: (await page.locator('.legend').innerText()).includes('share'),
    });
    expect(await seen()).toEqual({ shares: true, legend: true });
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await seen()).toEqual({ shares: false, legend: false });
  });

  test.each(['light', 'dark'] as const)(
    'leads in three clicks to a call with poor streams, which has no fault of accessibility and fits a telephone, when it is %s',
    async (colorScheme) => {
      const page = await opened(colorScheme);
      await page.getByRole('checkbox', { name: 'With poor streams' }).click();
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('heading', { name: /with poor streams$/ }).waitFor();
      await page.getByRole('row').nth(1).getByRole('link').click();
      await loaded(page.getByRole('heading', { level: 1, name: /streams? (?:was|were) poor: / }));
      expect(await page.getByRole('row', { name: / poor / }).count()).toBeGreaterThan(0);
      expect(await violationsOn(page, colorScheme)).toEqual([]);
      await page.setViewportSize(TELEPHONE);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    },
  );

  test.each(['building', 'device', 'network', 'platform', 'hour'] as const)(
    'leads in three clicks from a person and the time of their call to the planted cause, which is a %s',
    async (by) => {
      const value = store.plantedCauses.find(({ dimension }) => dimension === by)?.value ?? '';
      const { person, time } = await sufferer(store, by, value);
      const page = await opened();
      await page.getByRole('textbox', { name: 'With' }).fill(person);
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('link', { name: time }).click();
      await page.getByRole('heading', { level: 1, name: /streams? (?:was|were) poor: / }).waitFor();
      // The call itself names what its people had; that the hour was bad is seen in its other calls alone.
      if (by !== 'hour') await page.getByRole('cell').filter({ hasText: value }).first().waitFor();
      await page.getByRole('link', { name: by, exact: true }).click();
      const shown = by === 'hour' ? hourText(value) : value;
      await page.getByRole('row').filter({ hasText: shown }).filter({ hasText: '▲ above target' }).waitFor();
    },
  );

  test('is whole without scripts: a filter is a form', async () => {
    const page = await newTab({ javaScriptEnabled: false });
    await page.goto(start);
    await page.getByRole('checkbox', { name: 'With poor streams' }).check();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { name: /with poor streams$/ }).waitFor();
  });

  test('shows names with markup as text', async () => {
    const page = await opened();
    for (const name of NAMES) await page.getByText(name, { exact: true }).waitFor();
  });

  test('asks nobody else for anything, runs nothing, and breaks no rule of its own policy', () => {
    expect(complaints).toEqual([]);
  });
});

/** What anybody can call themselves who joins a meeting. */
const NAMES = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '</title><iframe src=https://evil.example>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '=HYPERLINK("https://evil.example")',
];

async function renameOrganizers(store: Store, names: ReadonlyArray<string>): Promise<void> {
  const table = store.table('CallsByDay');
  const query = callsByDayRange(store.tenantId, OFFICE_DAY);
  const rows = (await Array.fromAsync(table.query(query))).flat();
  for (const [index, name] of names.entries()) {
    const row = rows[index];
    if (row === undefined) throw new Error('more names than calls');
    await table.upsert({
      ...row,
      cells: { ...row.cells, OrganizerDisplayName: { type: 'String', value: name } },
    });
  }
}

/** Somebody whose audio was poor because of a cause, as users name them, and when their call began (Berlin). */
async function sufferer(
  store: Store,
  by: 'building' | 'device' | 'network' | 'platform' | 'hour',
  cause: string,
): Promise<{ readonly person: string; readonly time: string }> {
  const question = { by, medium: 'audio', from: OFFICE_DAY as Day, to: OFFICE_DAY as Day } as const;
  const { values } = await readQuality(store, question);
  const value = values.find((one) => one.value.includes(cause))?.value ?? '';
  const { calls } = await callsBehind(store, { ...question, value });
  for (const { call } of calls) {
    const told = await tellCall(store, call.CallId as CallId);
    for (const { medium, ends } of told?.poorStreams ?? []) {
      const there = Object.values(ends).find(
        (end) =>
          by === 'hour' || [end.place?.name, end.place?.network, end.device, end.platform].some(isCause),
      );
      const person = medium === 'audio' ? there?.person?.address : undefined;
      if (person !== undefined) {
        return {
          person,
          time: clockTime(call.CallStartDateTime ?? call.FirstStartDateTime, 'Europe/Berlin'),
        };
      }
    }
  }
  throw new Error(`none of ${calls.length} calls has a person with audio that is poor because of ${cause}`);

  function isCause(text: string | undefined): boolean {
    return text?.toLowerCase() === cause.toLowerCase();
  }
}

/** `2026-11-23 15:00 to 16:00 UTC`, as the screen Where names an hour. */
function hourText(hour: string): string {
  return `${hour.replace('T', ' ')}:00 to `;
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A click ends before what it leads to is there, and a heading is there before what stands below it. */
async function loaded(landmark: Locator): Promise<void> {
  await landmark.waitFor();
  await landmark.page().waitForLoadState('load');
}

/** Axe's rules of WCAG AA about colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong on a page, rule by rule. A dark page has the text of the light one: only its colours are looked at. */
async function violationsOn(
  page: Page,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<ReadonlyArray<string>> {
  const options = {
    resultTypes: ['violations'],
    ...(colorScheme === 'dark' ? { runOnly: COLOUR_RULES } : {}),
  };
  // Evaluated from outside: the page's own policy lets no script in.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
}

async function focused(page: Page): Promise<string> {
  return await page.evaluate(
    `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()`,
  );
}

/** More than a screen has links before its list. */
const MOST_TABS = 60;

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`no ${name} within ${MOST_TABS} tabs; at ${await focused(page)}`);
}
