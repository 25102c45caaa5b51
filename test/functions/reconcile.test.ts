/** Calls that nobody notified of are found by listing, over Azurite and the simulated Graph, in virtual time. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CallSpec } from '../../lab/graph/call.ts';
import { HOUR_MS } from '../../src/language/milliseconds.ts';
import type { Cell, StoredRow } from '../../src/tables/cell.ts';
import { cellValue, type PipelineWorld, pipelineInMemory, readCall } from './pipeline-world.ts';

const READABLE = { kind: 'peer-to-peer', readableAfterSeconds: 0, notifiedAfterSeconds: 0 } as const;
const DUE: Cell = { type: 'DateTime', value: '2026-01-01T00:00:00.0000000Z' };

/** A day back is enough for most: fewer hours to list. */
const world = (options: Parameters<typeof pipelineInMemory>[0] = {}) =>
  pipelineInMemory({ ...options, settings: { BACKFILL_DAYS: '1', ...options.settings } });

/** A call that ended so many hours ago and lasted a minute, of which Graph tells nobody. */
function unheardCall({ tenant, clock }: PipelineWorld, hoursAgo = 0, spec: CallSpec = {}): string {
  const id = randomUUID();
  tenant.faults.add('notification-dropped', { callId: id });
  const endedAt = new Date(clock.now().getTime() - hoursAgo * HOUR_MS);
  tenant.startCall({ ...READABLE, versions: [{}], id, endedAt, durationSeconds: 60, ...spec });
  return id;
}

async function hourOf(at: PipelineWorld, callId: string): Promise<StoredRow | undefined> {
  const call = at.tenant.truth().find((known) => known.callId === callId);
  const hour = call?.startDateTime.slice(0, 13);
  return (await at.tenantRows('Coverage')).find(({ rowKey }) => rowKey === hour);
}

function countsOf(row: StoredRow | undefined) {
  const names = ['Listed', 'Stored', 'Fresh', 'Missing', 'GivenUp'] as const;
  return Object.fromEntries(names.map((name) => [name, cellValue(row, name)]));
}

async function reconcileStatus(at: PipelineWorld, column: string) {
  const rows = await at.tenantRows('PipelineStatus');
  return cellValue(
    rows.find(({ rowKey }) => rowKey === 'reconcile'),
    column,
  );
}

/** The timers of one time: reconcile, then maintain, which releases what reconcile made pending. */
async function reconcileAndFetch(at: PipelineWorld): Promise<void> {
  await at.host.runTimer('reconcile');
  await at.pass(1);
}

async function expectNewest(at: PipelineWorld, callId: string): Promise<void> {
  const newest = at.tenant.truth().find((call) => call.callId === callId)?.newestVersion;
  expect(newest).toBeGreaterThan(1);
  expect((await readCall(at, callId)).version).toBe(BigInt(newest ?? 0));
}

const requests = ({ events }: PipelineWorld) =>
  events.flatMap((event) => (event.type === 'requestAnswered' ? [event.operation] : []));

const listRequests = (at: PipelineWorld) =>
  requests(at).filter((operation) => operation === 'listCallRecords');

describe('the first start', () => {
  it('finds and stores the calls of the 30 days before, at most two list requests a second', async () => {
    const at = await pipelineInMemory({ subscribed: false });
    const calls = [1, 30, 29 * 24].map((hoursAgo) => unheardCall(at, hoursAgo));
    await at.tenant.deliverDue();
    const startedAt = at.clock.now().getTime();
    await at.host.runTimer('maintain');
    // 721 hours do not fit into the four minutes of one run.
    for (let run = 0; run < 3; run += 1) await reconcileAndFetch(at);
    for (const callId of calls.slice(1)) {
      expect((await readCall(at, callId)).version, callId).toBe(1n);
      expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 1, Stored: 0, Missing: 1 });
    }
    const rows = await at.tenantRows('Coverage');
    expect(rows).toHaveLength(721);
    expect(rows.filter((row) => cellValue(row, 'CheckedAt') !== undefined)).toHaveLength(720);
    const seconds = (at.clock.now().getTime() - startedAt) / 1000;
    expect(listRequests(at).length / seconds).toBeLessThan(2);
    // An hour old, its notification may be on its way: not missing before the window has passed.
    expect((await readCall(at, calls[0] ?? '')).version).toBeUndefined();
    expect(countsOf(await hourOf(at, calls[0] ?? ''))).toMatchObject({ Listed: 1, Fresh: 1, Missing: 0 });
  });

  it('goes no further back than BACKFILL_DAYS says', async () => {
    const at = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    const before = unheardCall(at, 30);
    await reconcileAndFetch(at);
    expect(await at.tenantRows('Coverage')).toHaveLength(1);
    expect((await readCall(at, before)).head).toBeUndefined();
  });

  it('that ends half-way is taken up again where it was', async () => {
    const at = await world();
    await at.host.runTimer('reconcile');
    const rows = await at.tenantRows('Coverage');
    expect(rows).toHaveLength(25);
    at.clock.advance({ minutes: 3 * 60 });
    await at.host.runTimer('reconcile');
    expect(await at.tenantRows('Coverage')).toHaveLength(28);
  });
});

describe('a call whose notification never came', () => {
  it('is found once the latency window has passed, stored, and counted', async () => {
    const at = await world();
    await at.host.runTimer('reconcile');
    const callId = unheardCall(at);
    await at.settle();
    await at.pass(60, 60);
    await reconcileAndFetch(at);
    expect((await readCall(at, callId)).version).toBeUndefined();
    expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 1, Fresh: 1, Missing: 0 });

    await at.pass(95, 95);
    await reconcileAndFetch(at);
    expect((await readCall(at, callId)).version).toBe(1n);
    expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 1, Stored: 0, Missing: 1 });

    await at.pass(61, 61);
    await reconcileAndFetch(at);
    const row = await hourOf(at, callId);
    expect(countsOf(row)).toEqual({ Listed: 1, Stored: 1, Fresh: 0, Missing: 0, GivenUp: 0 });
    expect(cellValue(row, 'IncompleteSince')).toBeUndefined();
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('is found in an older version too', async () => {
    const at = await world();
    const { callId } = at.tenant.startCall({ ...READABLE, versions: [{}], durationSeconds: 60 });
    await at.settle();
    at.tenant.publishVersion(callId, { notify: false });
    await at.pass(200, 100);
    await reconcileAndFetch(at);
    await expectNewest(at, callId);
  });

  it('is revived when the pipeline had given it up as unavailable', async () => {
    const at = await world();
    const callId = unheardCall(at, 20);
    await at.tenant.deliverDue();
    await at.write('PendingCallRecords', callId, {
      State: { type: 'String', value: 'unavailable' },
      Reason: { type: 'String', value: 'notFound' },
      NextAttemptAt: DUE,
    });
    await reconcileAndFetch(at);
    expect((await readCall(at, callId)).version).toBe(1n);
    // Its notification had come: health must not think that none does.
    expect(await reconcileStatus(at, 'LastMissedAt')).toBeUndefined();
    expect(await reconcileStatus(at, 'LastSuccessAt')).toBeDefined();
  });

  it('is noted with the time at which Graph last changed it', async () => {
    const at = await world();
    const callId = unheardCall(at, 20);
    await at.tenant.deliverDue();
    await reconcileAndFetch(at);
    const { head } = await readCall(at, callId);
    expect(cellValue(head, 'LastModifiedDateTime')).toBeDefined();
    expect(await reconcileStatus(at, 'LastMissedAt')).toBe(cellValue(head, 'LastModifiedDateTime'));
  });
});

describe('a call that Graph lists with a time of change in the future', () => {
  it('is fetched at once, and no silence of notifications is concluded from it', async () => {
    const at = await world();
    const callIds = ['9999-12-31T23:59:59.9999999Z', '2027-01-01T00:00:00Z'].map((lastModifiedDateTime) =>
      unheardCall(at, 20, { versions: [{ lastModifiedDateTime }] }),
    );
    await at.tenant.deliverDue();
    await reconcileAndFetch(at);
    for (const callId of callIds) {
      expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 2, Fresh: 0, Missing: 2 });
      expect((await readCall(at, callId)).version).toBe(1n);
    }
    expect(await reconcileStatus(at, 'LastMissedAt')).toBeUndefined();
  });

  it('is fresh when that is minutes away, because clocks differ', async () => {
    const at = await world();
    const soon = new Date(at.clock.now().getTime() + 3 * 60_000).toISOString();
    const callId = unheardCall(at, 20, { versions: [{ lastModifiedDateTime: soon }] });
    await at.tenant.deliverDue();
    await at.host.runTimer('reconcile');
    expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 1, Fresh: 1, Missing: 0 });
  });
});

describe('an hour that is checked', () => {
  it('costs nothing for what is stored: no fetch, no write but its own row', async () => {
    const at = await world();
    for (let call = 0; call < 5; call += 1) {
      at.tenant.startCall({ ...READABLE, versions: [{}], durationSeconds: 60 });
    }
    await at.settle();
    await at.pass(200, 100);
    const before = requests(at).length;
    await at.host.runTimer('reconcile');
    const asked = requests(at).slice(before);
    expect(asked.length).toBeGreaterThan(20);
    expect(new Set(asked)).toEqual(new Set(['listCallRecords']));
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);
  });

  it('of several pages is followed to its end', async () => {
    const at = await world();
    for (let call = 0; call < 130; call += 1) unheardCall(at, 20);
    await at.tenant.deliverDue();
    await at.host.runTimer('reconcile');
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(130);
    const row = (await at.tenantRows('Coverage')).find((found) => Number(cellValue(found, 'Listed')) > 0);
    expect(countsOf(row)).toMatchObject({ Listed: 130, Missing: 130 });
    expect(cellValue(row, 'Cursor')).toBeUndefined();
  });

  it('goes on from its cursor when Graph throttles it on the second page, and not before Graph allowed', async () => {
    const at = await world();
    for (let call = 0; call < 130; call += 1) unheardCall(at, 20);
    await at.tenant.deliverDue();
    at.tenant.faults.add('throttled', {
      retryAfter: '900',
      when: ({ url }) => url.includes('skiptoken'),
    });
    await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'failed' });
    const paused = (await at.tenantRows('Coverage')).find((row) => cellValue(row, 'Cursor') !== undefined);
    expect(cellValue(paused, 'CheckedAt')).toBeUndefined();

    at.clock.advance({ minutes: 10 });
    const before = listRequests(at).length;
    await at.host.runTimer('reconcile');
    expect(listRequests(at)).toHaveLength(before);

    const urls: Array<string> = [];
    at.tenant.faults.add('throttled', { when: ({ url }) => urls.push(url) < 0 });
    at.clock.advance({ minutes: 6 });
    await at.host.runTimer('reconcile');
    expect(urls[0]).toContain('skiptoken');
    const done = (await at.tenantRows('Coverage')).find(({ rowKey }) => rowKey === paused?.rowKey);
    expect(countsOf(done)).toMatchObject({ Listed: 130, Missing: 130 });
    expect(cellValue(done, 'Cursor')).toBeUndefined();
  });

  it('whose pages go round in a circle says so, and does not keep the others from being checked', async () => {
    const at = await world();
    for (let call = 0; call < 61; call += 1) unheardCall(at, 20);
    await at.tenant.deliverDue();
    at.tenant.faults.add('looping-next-link', { count: 5 });
    await expect(at.host.runTimer('reconcile')).resolves.toMatchObject({ outcome: 'failed' });
    const rows = await at.tenantRows('Coverage');
    const bad = rows.filter((row) => cellValue(row, 'LastError') !== undefined);
    expect(bad).toHaveLength(1);
    expect(cellValue(bad[0], 'LastError')).toContain('next link leads to a page that was read before');
    expect(rows.filter((row) => cellValue(row, 'CheckedAt') !== undefined)).toHaveLength(23);
    // What its first page showed is being fetched all the same.
    expect(await at.tenantRows('PendingCallRecords')).toHaveLength(60);

    at.tenant.faults.clear();
    await at.pass(61, 61);
    await at.host.runTimer('reconcile');
    const healed = (await at.tenantRows('Coverage')).find(({ rowKey }) => rowKey === bad[0]?.rowKey);
    expect(countsOf(healed)).toMatchObject({ Listed: 61 });
    expect(cellValue(healed, 'LastError')).toBeUndefined();
  });

  it('leaves a call that was given up on to its dead letter, until Graph changes it', async () => {
    const at = await world();
    const callId = unheardCall(at, 20, { kind: 'large-meeting' });
    await at.tenant.deliverDue();
    at.tenant.faults.add('foreign-next-link', { callId, until: new Date('2027-01-01T00:00:00Z') });
    await reconcileAndFetch(at);
    await at.pass(150, 5);
    const letters = await at.rows('DeadLetters', 'call-records');
    expect(letters.map((row) => cellValue(row, 'State'))).toEqual(['waiting']);

    await at.write('Coverage', (await hourOf(at, callId))?.rowKey ?? '', { NextCheckAt: DUE });
    await at.host.runTimer('reconcile');
    const row = await hourOf(at, callId);
    expect(countsOf(row)).toMatchObject({ Listed: 1, Missing: 1, GivenUp: 1 });
    // Or the next call found missing there would count as missing for as long as this one.
    expect(cellValue(row, 'IncompleteSince')).toBeUndefined();
    expect(await at.tenantRows('PendingCallRecords')).toEqual([]);

    at.tenant.faults.clear();
    at.tenant.publishVersion(callId, { notify: false });
    await at.pass(160, 80);
    await at.write('Coverage', (await hourOf(at, callId))?.rowKey ?? '', { NextCheckAt: DUE });
    await reconcileAndFetch(at);
    await expectNewest(at, callId);
  });

  it('is listed when an operator makes it due, with a column of the wrong type too', async () => {
    const at = await world();
    await at.host.runTimer('reconcile');
    const callId = unheardCall(at, 20);
    await at.tenant.deliverDue();
    const row = await hourOf(at, callId);
    expect(countsOf(row)).toMatchObject({ Listed: 0 });
    await at.overwrite('Coverage', row, 'NextCheckAt', { type: 'String', value: '2026-01-01T00:00:00Z' });
    await reconcileAndFetch(at);
    expect((await readCall(at, callId)).version).toBe(1n);
    expect((await hourOf(at, callId))?.cells.NextCheckAt?.type).toBe('DateTime');
  });
});

describe('after a time in which notifications were missed', () => {
  /** A call of five days ago, stored, of which a version was published while nobody listened. */
  async function outdatedCall(at: PipelineWorld, meanwhile: () => Promise<void>): Promise<string> {
    await at.host.runTimer('reconcile');
    const { callId } = at.tenant.startCall({ ...READABLE, versions: [{}], durationSeconds: 60 });
    await at.settle();
    await at.pass(5 * 24 * 60, 6 * 60);
    await at.host.runTimer('reconcile');
    await at.host.runTimer('reconcile');
    expect(countsOf(await hourOf(at, callId))).toMatchObject({ Listed: 1, Stored: 1 });
    at.tenant.publishVersion(callId, { notify: false });
    await meanwhile();
    await at.pass(180, 180);
    await reconcileAndFetch(at);
    await reconcileAndFetch(at);
    return callId;
  }

  it('new versions of old calls are found: the subscription was removed', async () => {
    const at = await world();
    const callId = await outdatedCall(at, async () => {
      at.tenant.faults.add('subscription-removed');
    });
    await expectNewest(at, callId);
  });

  it('new versions of old calls are found: Graph says that it missed some', async () => {
    const at = await world();
    const callId = await outdatedCall(at, async () => {
      at.tenant.faults.add('lifecycle-missed');
      await at.settle();
    });
    await expectNewest(at, callId);
  });

  it('new versions of old calls are found: maintain did not succeed for longer than Graph repeats', async () => {
    const at = await world();
    const callId = await outdatedCall(at, async () => {
      at.clock.advance({ minutes: 5 * 60 });
    });
    await expectNewest(at, callId);
  });

  it('they wait for their next regular check when nothing was missed', async () => {
    const at = await world();
    const callId = await outdatedCall(at, async () => {});
    expect((await readCall(at, callId)).version).toBe(1n);
  });
});
