/** What `./callrecords status` shows, in memory. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../lab/manual-clock.ts';
import { SILENT_TERMINAL } from '../../../lab/silent-terminal.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../../src/adapters/system.ts';
import type { StoreContext } from '../../../src/cli/command.ts';
import { readStatus } from '../../../src/cli/status/read-status.ts';
import { statusLines } from '../../../src/cli/status/status-lines.ts';
import { reportFromTables } from '../../../src/health/report-from-tables.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { parseTenantId, type TenantId } from '../../../src/language/identifiers.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { createStore } from '../../../src/rows/store.ts';

function world(changes: Partial<StoreContext> = {}) {
  const clock = new ManualClock();
  const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') as TenantId;
  const store = createStore({ tables: createMemoryTables(), tenantId, clock });
  const context: StoreContext = {
    clock,
    random: systemRandom,
    store,
    account: 'contosocalls',
    queue: createMemoryQueue(clock),
    settings: { environment: {}, from: 'the test' },
    environment: {},
    terminal: SILENT_TERMINAL,
    ...changes,
  };
  const ago = (minutes: number) => toDateTime(new Date(clock.now().getTime() - minutes * 60_000));
  return { context, store, ago };
}

/** Both timers have just run, the subscription lives, and a call was stored. */
async function wellWorld(changes: Partial<StoreContext> = {}) {
  const at = world(changes);
  const { store, ago } = at;
  await store.status.merge('maintain', { LastSuccessAt: ago(1), RunningSince: ago(600) });
  await store.status.merge('reconcile', { LastSuccessAt: ago(4) });
  await store.status.merge('ingest', { LastNotificationAt: ago(7), LastStoredAt: ago(5) });
  await store.subscriptions.merge('a1b2c3d4', { State: 'live', ExpirationDateTime: ago(-69 * 60) });
  await store.coverage.merge('2026-11-23T05', {
    Listed: 12,
    Stored: 11,
    Fresh: 0,
    Missing: 1,
    GivenUp: 0,
    CheckedAt: ago(5),
    NextCheckAt: ago(-55),
  });
  return at;
}

async function shown(context: StoreContext, columns?: number): Promise<ReadonlyArray<string>> {
  return statusLines((await readStatus(context)).report, columns).map(({ text }) => text);
}

test('a pipeline that is well shows one screen: what last came in, what is stored, what waits, and the timers', async () => {
  const { context } = await wellWorld();
  expect(await shown(context)).toEqual([
    'HEALTHY',
    '',
    'last call stored       5 min ago',
    'last notification      7 min ago',
    'last 24 hours          11 of 12 listed calls stored, 1 missing when last listed (newer hours may still gain calls)',
    'today (UTC)            11 of 12 listed calls stored, 1 missing when last listed',
    'pending                none',
    'dead letters           none',
    'queue                  0 messages',
    'subscription           expires in 2 days',
    'waiting calls sent on  60 s ago, by maintain',
    'compared with Graph    4 min ago, by reconcile; 0 hours due to be listed',
  ]);
});

test.each([
  [0.9, 'less than a minute ago'],
  [1.5, 'less than 2 min ago'],
  [2.5, '2 min ago'],
])('what is written down once a minute, %d minutes ago, may have been later', async (minutes, text) => {
  const { context, store, ago } = await wellWorld();
  await store.status.merge('ingest', { LastNotificationAt: ago(minutes), LastStoredAt: ago(minutes) });
  const lines = await shown(context);
  expect(lines).toContain(`last call stored       ${text}`);
  expect(lines).toContain(`last notification      ${text}`);
});

test('Graph listed no call so far, while hours are due to be listed', async () => {
  const { context, store, ago } = await wellWorld();
  const nothing = { Listed: 0, Stored: 0, Fresh: 0, Missing: 0, GivenUp: 0 };
  await store.coverage.merge('2026-11-23T05', { ...nothing, CheckedAt: ago(90), NextCheckAt: ago(3) });
  expect(await shown(context)).toEqual(
    expect.arrayContaining([
      'last 24 hours          Graph listed no call so far (newer hours may still gain calls)',
      'today (UTC)            Graph listed no call so far',
    ]),
  );
});

test('in the first minutes nothing is said of what Graph lists, but when the first list is due at the latest', async () => {
  const { context, store, ago } = world();
  await store.status.merge('maintain', { LastSuccessAt: ago(1), RunningSince: ago(4) });
  await store.subscriptions.merge('a1b2c3d4', { State: 'live', ExpirationDateTime: ago(-69 * 60) });
  const lines = await shown(context);
  expect(lines[0]).toBe('HEALTHY');
  for (const line of [
    'last 24 hours          not listed yet',
    'today (UTC)            not listed yet',
    'compared with Graph    not yet: due within 26 min, by reconcile; 0 hours due to be listed',
  ])
    expect(lines).toContain(line);
  await store.coverage.merge('2026-11-23T05', {
    Listed: 1,
    Stored: 1,
    CheckedAt: ago(1),
    NextCheckAt: ago(-59),
  });
  expect(await shown(context)).toContain(
    'compared with Graph    begun, and not yet to the end: due within 26 min, by reconcile; 0 hours due to be listed',
  );
  await store.status.merge('maintain', { RunningSince: ago(31) });
  expect(await shown(context)).toContain(
    'compared with Graph    never, by reconcile; 0 hours due to be listed',
  );
});

test('each reason stands with its remedy and the command to type next, above the figures', async () => {
  const { context, store, ago } = await wellWorld();
  await store.status.merge('maintain', {
    LastSuccessAt: ago(11),
    LastFailureAt: ago(1),
    LastFailure: 'GraphFailure: GET /subscriptions: 401',
  });
  const call = '0f7c8d1e-9b2a-4c3d-8e5f-000000000001';
  const waiting = {
    State: 'waiting',
    Reason: 'throttled',
    NextAttemptAt: ago(-5),
    FirstSeenAt: ago(121),
    LastError: 'GraphFailure: 429',
  };
  await store.pending.merge(call, waiting as Parameters<typeof store.pending.merge>[1]);
  const lines = await shown(context, 80);
  expect(lines.slice(0, 13)).toEqual([
    'UNHEALTHY: 2 reasons',
    '',
    '✖ callsRefused',
    '  0f7c8d1e-9b2a-4c3d-8e5f-000000000001 since 2026-11-23T06:59:00.000Z:',
    '  GraphFailure: 429',
    '  Graph has been refusing single calls for over an hour, and answers for others.',
    '  They are tried again until Graph forgets them, 30 days after they started. If',
    '  that lasts for days, open a support request with Microsoft.',
    '  → ./callrecords pending',
    '',
    '✖ maintainNotSucceeding',
    '  GraphFailure: GET /subscriptions: 401',
    '  The timer maintain has not succeeded for ten minutes. Its last failure and its',
  ]);
  expect(lines).toContain('pending                1 call, the oldest for 2 h');
  expect(lines.join('\n')).toContain(
    [
      'waiting calls sent on  11 min ago, by maintain; failed since: GraphFailure: GET',
      '                       /subscriptions: 401',
    ].join('\n'),
  );
});

function failingQueue(details: ConstructorParameters<typeof StorageFailure>[1]): StoreContext['queue'] {
  const fail = async () => {
    throw new StorageFailure('queue: failed', details);
  };
  return { approximateLength: fail, oldestVisibleAt: fail, send: fail, putBack: fail };
}

test.each([{ status: 403 }, { status: 401 }, { code: 'TokenUnavailable' }])(
  'a queue that the user may not read is not a reason, and no more is said than the tables say: %j',
  async (details) => {
    const { context } = await wellWorld({ queue: failingQueue(details) });
    const lines = await shown(context);
    expect(lines[0]).toBe('HEALTHY, as far as the tables say');
    expect(lines).toContain('queue                  cannot be read');
    expect(await readStatus(context)).toMatchObject({ said: 'the tables say', isQueueHidden: true });
  },
);

test.each([{ status: 404 }, { status: 503 }, {}])(
  'a queue that is gone or does not answer is a reason: the app has the same trouble: %j',
  async (details) => {
    const { context } = await wellWorld({ queue: failingQueue(details) });
    const lines = await shown(context);
    expect(lines[0]).toBe('UNHEALTHY: 1 reason');
    expect(lines).toContain('✖ queueUnreachable');
  },
);

test('tables that do not answer end the command: nothing is said about the app', async () => {
  const { context, store } = world();
  const table = store.table('PipelineStatus');
  const get = async () => {
    throw new StorageFailure('table PipelineStatus: get failed: ECONNREFUSED');
  };
  const silent = createStore({ ...store, tables: { table: () => ({ ...table, get }) } });
  await expect(readStatus({ ...context, store: silent })).rejects.toThrow(StorageFailure);
});

test('an app that cannot read its tables says of no figure of theirs that it is none or never', async () => {
  const { context } = await wellWorld();
  const silent = createStore({ ...context.store, tables: { table: () => unreadable(context.store) } });
  const observing = { store: silent, queue: context.queue, latencyWindowMinutes: 150, hasHostStorage: true };
  const { report } = await reportFromTables(observing);
  const server = createServer((_request, response) => response.end(JSON.stringify(report)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const statusUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/status`;
  const lines = await shown({ ...context, settings: { environment: {}, from: 'the test', statusUrl } });
  server.close();
  const figures = lines.slice(lines.lastIndexOf('') + 1);
  expect(lines).toContain('✖ tablesUnreachable');
  expect(figures).toHaveLength(10);
  for (const figure of figures) expect(figure).toMatch(/ cannot be read$|^queue +0 messages$/);
});

function unreadable(store: StoreContext['store']): ReturnType<StoreContext['store']['table']> {
  const fail = () => {
    throw new StorageFailure('table: failed: ECONNREFUSED');
  };
  return { ...store.table('PipelineStatus'), get: async () => fail(), query: fail };
}

test('a running npm start is asked itself; where another program answers, the tables are', async () => {
  const { context } = await wellWorld();
  const { report } = await readStatus(context);
  const said = { ...report, status: 'unhealthy', reasons: [{ code: 'ofTomorrow', remedy: 'Wait.' }] };
  let answer = JSON.stringify(said);
  const server = createServer((_request, response) => response.end(answer));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { environment: {}, from: 'the running npm start', statusUrl: `${origin}/api/status` };

  const fromApp = await readStatus({ ...context, settings });
  expect(fromApp).toMatchObject({ said: `the app at ${origin} says`, json: answer });
  expect(statusLines(fromApp.report).map(({ text }) => text)).toContain('✖ ofTomorrow');
  // An address in the settings says nothing about who listens there.
  const named = { environment: { WEBHOOK_BASE_URL: origin }, from: 'the environment' };
  expect((await readStatus({ ...context, settings: named })).said).toBe('the tables say');

  for (const other of ['<html></html>', '{"status":"healthy"}']) {
    answer = other;
    expect((await readStatus({ ...context, settings })).said).toBe('the tables say');
  }
  server.close();
  expect((await readStatus({ ...context, settings })).said).toBe('the tables say');
});
