import { beforeAll, describe, expect, test } from 'vitest';
import { playWeek } from '../../build/docs/example/week.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import type { PageOptions } from '../../src/page/create-page.tsx';
import { readCoverage } from '../../src/reconcile/coverage-rows.ts';
import { hourState } from '../../src/reconcile/hour-state.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { memoryTerminal, number, numberedCall, TENANT, text, time } from '../cli/command-in-test.ts';
import { pageOf, SECRET, statusOf, type TestPage } from './page-in-test.ts';

describe('the screen Flow', () => {
  let store: Store;
  let page: TestPage;
  beforeAll(async () => {
    const tables = createMemoryTables();
    const { tenantId } = await playWeek(tables);
    store = createStore({ tables, tenantId, clock: new ManualClock(new Date('2026-11-25T09:06:30Z')) });
    page = pageOf(store);
  });

  test('says what is wrong, what to do about it, and the command to type', async () => {
    const flow = await page.screen('/flow');
    expect(flow).toMatch(/Unhealthy: \d reasons?/);
    expect(flow).toMatch(/<h2>deadLetters<\/h2>.*\.\/callrecords dead-letters/s);
    expect(flow).toContain('<dt>last call stored</dt>');
  });

  test('gives every command for the deployment that the page shows, and the right that the queue takes', async () => {
    const queueHidden: PageOptions['readStatus'] = async () => ({
      ...(await statusOf(store)()),
      mayReadQueue: false,
    });
    const command = (typed: string) => typed.replaceAll('./callrecords', './callrecords --app contoso');
    const flow = await pageOf(store, { command, readStatus: queueHidden }).screen('/flow');
    expect(flow).not.toMatch(/\.\/callrecords (?!--app contoso)/);
    expect(flow).toMatch(
      /the role Storage Queue Data Reader with:<\/p><pre class="command">az role assignment create --role &quot;Storage Queue Data Reader&quot;.*--name contosocalls /,
    );
  });

  test('draws every hour of which Graph may still show a call, and says in words what the drawing says', async () => {
    const flow = await page.screen('/flow');
    const hours = await readCoverage(store);
    expect(hours.length).toBeGreaterThan(600);
    expect(flow.match(/<g class="hour-mark [a-zA-Z]+"><title>/g)).toHaveLength(hours.length);
    const missing = hours.filter(({ values }) => hourState(values, store.clock.now()) === 'missing');
    expect(missing).toHaveLength(1);
    expect(flow).toContain('1 hour calls missing when last listed');
    expect(flow).toContain(`${missing[0]?.hour.replace('T', ' ')}:00 UTC: calls missing when last listed`);
  });

  test('lists the calls that wait with reason and next try, what was given up, and the subscription', async () => {
    const flow = await page.screen('/flow');
    expect(flow).toMatch(/notFound.*2026-11-25T09:08:00/s);
    expect(flow).toMatch(/400 BadRequest/);
    expect(flow).toMatch(/<bdi>live<\/bdi>/);
    for (const command of ['coverage', 'pending', 'dead-letters', 'subscription'])
      expect(flow).toContain(`./callrecords ${command}</pre>`);
  });

  test('is loaded again by itself while the user follows it, and no longer once the user stops it', async () => {
    const refreshOf = async (path: string) =>
      (await page.request(`/${SECRET}${path}`)).headers.get('refresh');
    expect(await refreshOf('/flow')).toBeNull();
    expect(await page.screen('/flow')).toContain(`href="/${SECRET}/flow?live=1"`);
    expect(await refreshOf('/flow?live=1')).toBe('5');
    expect(await page.screen('/flow?live=1')).toMatch(/href="\/b+\/flow">Stop/);
  });

  test('shows rows that a user typed in wrongly, and names the gap between subscriptions', async () => {
    const terminal = memoryTerminal();
    await terminal.write('PendingCallRecords', numberedCall(1), {
      State: text('waiting'),
      NextAttemptAt: text('now'),
    });
    await terminal.write('PendingCallRecords', '<b>', { Reason: text('<script>') });
    await terminal.write('Coverage', '2026-11-23T08', { CheckedAt: text('never') });
    await terminal.write('Subscriptions', numberedCall(2), {
      State: text('gone'),
      CreatedAt: time('2026-11-20T08:00:00'),
      GapFrom: time('2026-11-20T05:00:00'),
      GapTo: time('2026-11-20T08:00:00'),
    });
    const { tables, clock } = terminal;
    const flow = await pageOf(createStore({ tables, tenantId: TENANT, clock })).screen('/flow');
    expect(flow).toContain('&lt;script&gt;');
    expect(flow).toContain('No subscription was live at the last check.');
    expect(flow).toContain('3 h, from');
  });

  test('says what an erasure and an exclusion that are not finished wait for, also of rows that a user broke', async () => {
    const { tables, clock, write } = memoryTerminal();
    const flow = async () => await pageOf(createStore({ tables, tenantId: TENANT, clock })).screen('/flow');
    expect(await flow()).not.toContain('under way');
    const asked = { Ids: text('["ada"]'), RequestedAt: time('2026-11-23T08:30:00') };
    await write('Withheld', 'erasure_1', asked);
    await write('Withheld', 'erasure_2', { ...asked, FinishedAt: time('2026-11-23T08:40:00') });
    await write('Withheld', 'exclusion_1', {
      ...asked,
      Excludes: text('<b>'),
      Calls: number(3),
      NextPassAt: time('2026-11-23T10:15:00'),
      FailedInPass: number(2),
    });
    await write('Withheld', 'exclusion_2', { RequestedAt: text('now'), FoundInPass: number(4) });
    const [, under = ''] = (await flow()).split('Erasures and exclusions under way');
    expect(under).toContain('./callrecords forget');
    expect(under).toMatch(/erasure.*the first look of the timer forget.*10:30:00/);
    expect(under).toMatch(/&lt;b&gt;.*>3<.*another look of .*2 failures in the last one.*11:15:00/);
    expect(under).toMatch(/exclusion by unknown.*the next run of the timer forget, which goes on/);
    expect(under.match(/<bdi>erasure/g)).toHaveLength(1);
  });

  test('of an app that never ran says that nothing is there yet', async () => {
    const { tables, clock } = memoryTerminal();
    const flow = await pageOf(createStore({ tables, tenantId: TENANT, clock })).screen('/flow');
    expect(flow).toContain('the timer reconcile has not run');
    expect(flow).toContain('No call waits.');
  });
});
