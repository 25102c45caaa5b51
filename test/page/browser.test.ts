import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../build/docs/pictures/find-chromium.ts';
import { OFFICE_DAY, playOfficeDay } from '../../build/docs/pictures/office-day.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { type ServedPage, servePage } from '../../src/page/serve.ts';
import type { Store } from '../../src/rows/store.ts';
import { callsByDayRange } from '../../src/tables/keys.ts';
import { statusOf } from './page-in-test.ts';

const launching = findChromium();
/** In CI a missing browser is a failure: .ci/run installs one. */
const isSkipped = launching === undefined && process.env.CI === undefined;

describe.skipIf(isSkipped)('the explorer in a browser', () => {
  let store: Store;
  let browser: Browser;
  const served: Array<ServedPage> = [];
  const complaints: Array<string> = [];

  beforeAll(async () => {
    store = await playOfficeDay(60);
    await renameOrganizers(store, NAMES);
    browser = await chromium.launch(launching);
  });
  afterAll(async () => {
    await browser?.close();
    for (const page of served) await page.close();
  });

  /** The page, opened by the address that is printed. Notes what the browser complains of, and what it asks others for. */
  async function opened(options: BrowserContextOptions = {}): Promise<Page> {
    const explorer = await servePage({
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
    served.push(explorer);
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    ).newPage();
    const { origin } = new URL(explorer.address);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(`request to ${request.url()}`);
    });
    await page.goto(explorer.address);
    return page;
  }

  /** Every screen of the navigation, one after the other. */
  async function* screensOf(page: Page): AsyncGenerator<string> {
    const names = await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allTextContents();
    for (const name of names) {
      await page
        .getByRole('navigation', { name: 'Screens' })
        .getByRole('link', { name, exact: true })
        .click();
      // A click ends before what it leads to is there.
      await page.locator('nav a[aria-current=page]', { hasText: name }).waitFor();
      await page.waitForLoadState('load');
      yield name;
    }
  }

  test('leads from the printed address to the calls of today', async () => {
    const page = await opened();
    expect(new URL(page.url()).pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
    await page.getByRole('heading', { name: 'Monday, 23 November 2026' }).waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(60);
  });

  test('has a main heading on every screen, and says which screen it is', async () => {
    const page = await opened();
    for await (const name of screensOf(page)) {
      expect(await page.getByRole('heading', { level: 1 }).count(), name).toBe(1);
      expect(await page.locator('nav a[aria-current=page]').textContent()).toBe(name);
    }
  });

  test.each(['light', 'dark'] as const)(
    'has no fault of accessibility on any screen, when it is %s',
    async (colorScheme) => {
      const page = await opened({ colorScheme });
      for await (const name of screensOf(page)) expect(await violationsOn(page), name).toEqual([]);
      // Beside the others: the browser notes the status of this one as a complaint.
      const refused = await browser.newPage({ colorScheme });
      await refused.goto(new URL('/nowhere', page.url()).href);
      expect(await violationsOn(refused)).toEqual([]);
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
    await page.getByRole('heading', { name: /^Calls with poor audio: / }).waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(1);
  });

  test('leads from some letters of a name to the calls of one person', async () => {
    const page = await opened();
    await page.getByRole('link', { name: 'Person', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Person' }).fill('a');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Several people are called/ }).waitFor();
    await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
    await page.getByRole('region', { name: 'Calls of this person' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  test('keeps within the width of the window at 400 %, and of a telephone', async () => {
    // 1280 pixels at 400 % are 320.
    const page = await opened({ viewport: { width: 320, height: 256 } });
    for await (const name of screensOf(page)) {
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, name).toBeLessThanOrEqual(320);
    }
  });

  test.each(['light', 'dark'] as const)(
    'leads in three clicks to a call with poor streams, which has no fault of accessibility and fits a telephone, when it is %s',
    async (colorScheme) => {
      const page = await opened({ colorScheme });
      await page.getByRole('checkbox', { name: 'With poor streams' }).click();
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: /streams? (?:was|were) poor: / }).waitFor();
      expect(await page.getByRole('row', { name: / poor / }).count()).toBeGreaterThan(0);
      expect(await violationsOn(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 256 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    },
  );

  test('is whole without scripts: a filter is a form', async () => {
    const page = await opened({ javaScriptEnabled: false });
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

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds wrong on a page, rule by rule. */
async function violationsOn(page: Page): Promise<ReadonlyArray<string>> {
  // Evaluated from outside: the page's own policy lets no script in.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
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
