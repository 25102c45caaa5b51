import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrueCall } from '../../lab/graph/call.ts';
import type { SimulatorEvent } from '../../lab/graph/events.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import { callsOfUser } from '../../src/calls/calls-of-user.ts';
import { readCall as readStoredCall } from '../../src/calls/read-call.ts';
import { parseCallId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import type { ReadRows } from '../../src/tables/table.ts';
import { expectIndexed } from './expect-indexed.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorld,
  pipelineInMemory,
  pipelineWorld,
  READABLE_AT_ONCE,
  readCall,
} from './pipeline-world.ts';

/** The newest version is stored whole, and nothing else of the call is left. */
async function expectStored(world: PipelineWorld, { callId }: Pick<TrueCall, 'callId'>): Promise<void> {
  const truth = world.tenant.truth().find((call) => call.callId === callId);
  const stored = await readCall(world, callId);
  expect(stored.version).toBe(BigInt(truth?.newestVersion ?? -1));
  expect({
    participants: stored.participants.length,
    sessions: stored.sessions.length,
    segments: stored.segments.length,
    mediaStreams: stored.mediaStreams.length,
  }).toEqual(truth?.counts);
  expect(headCounts(stored.head)).toEqual(truth?.counts);
  expect(await leftovers(world, callId)).toEqual([]);
  await expectIndexed(world, stored);
}

function headCounts(head: Parameters<typeof cellValue>[0]) {
  return {
    participants: cellValue(head, 'ParticipantCount'),
    sessions: cellValue(head, 'SessionCount'),
    segments: cellValue(head, 'SegmentCount'),
    mediaStreams: cellValue(head, 'MediaStreamCount'),
  };
}

function requestsFor(world: PipelineWorld, callId: string) {
  return world.events.filter(
    (event): event is Extract<SimulatorEvent, { type: 'requestAnswered' }> =>
      event.type === 'requestAnswered' && event.callId === callId,
  );
}

describe('a call', () => {
  it('is stored whole once Graph has notified of it', async () => {
    const world = await pipelineWorld();
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await expectStored(world, call);
  });

  it.each([
    'group-call',
    'meeting',
    'pstn-inbound',
    'call-queue',
    'failed',
    'voicemail',
    'communication-services',
  ] as const)('of kind %s is stored whole', async (kind) => {
    const world = await pipelineWorld();
    const call = world.tenant.startCall({ kind, ...READABLE_AT_ONCE });
    await world.settle();
    await expectStored(world, call);
  });

  it('that answers 404 for 100 minutes is stored', async () => {
    const world = await pipelineInMemory();
    const call = world.tenant.startCall({
      kind: 'meeting',
      readableAfterSeconds: 100 * 60,
      notifiedAfterSeconds: 0,
    });
    await world.settle();
    const [pending] = await world.tenantRows('PendingCallRecords');
    expect(pending?.rowKey).toBe(call.callId);
    expect(cellValue(pending, 'Reason')).toBe('notFound');
    expect(cellValue(pending, 'LastStatus')).toBe(404);

    await world.pass(99);
    expect((await readCall(world, call.callId)).head).toBeUndefined();
    await world.pass(15);
    await expectStored(world, call);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    expect(requestsFor(world, call.callId).filter(({ status }) => status === 404).length).toBeLessThan(10);
  });

  it('that never appears is given up after a day, visibly, and stored when a notification revives it', async () => {
    const world = await pipelineInMemory();
    const callId = randomUUID();
    await world.post(JSON.stringify(world.notificationsFor([callId])));
    await world.settle();
    await world.pass(26 * 60, 30);
    const [row] = await world.tenantRows('PendingCallRecords');
    expect(cellValue(row, 'State')).toBe('unavailable');
    const asked = requestsFor(world, callId).length;
    await world.pass(120, 10);
    expect(requestsFor(world, callId).length).toBe(asked);

    const call = world.tenant.startCall({ id: callId, kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await expectStored(world, call);
  });

  it('with 61 sessions and 131 participants is stored with all of them', async () => {
    const world = await pipelineWorld();
    const call = world.tenant.startCall({
      kind: 'large-meeting',
      sessions: 61,
      participants: 131,
      ...READABLE_AT_ONCE,
    });
    await world.settle();
    expect(call.counts).toMatchObject({ sessions: 61, participants: 131 });
    await expectStored(world, call);
  });

  it('with two sessions of one id keeps both', async () => {
    const world = await pipelineWorld();
    const call = world.tenant.startCall({ kind: 'call-queue', ...READABLE_AT_ONCE });
    await world.settle();
    const { sessions } = await readCall(world, call.callId);
    const ids = sessions.map((row) => cellValue(row, 'SessionId'));
    expect(new Set(ids).size).toBeLessThan(ids.length);
    await expectStored(world, call);
  });

  it('throttled for two seconds is stored, and asked for again not earlier than Graph said', async () => {
    const world = await pipelineInMemory();
    world.tenant.faults.add('throttled-fraction');
    const before = world.clock.now().getTime();
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    await expectStored(world, call);
    expect(world.clock.now().getTime() - before).toBeGreaterThanOrEqual(2128);
    expect(
      requestsFor(world, call.callId).every(({ earlyByMilliseconds = 0 }) => earlyByMilliseconds === 0),
    ).toBe(true);
  });

  it('throttled for two minutes waits as a pending row, and is stored not earlier than Graph said', async () => {
    const world = await pipelineInMemory();
    world.tenant.faults.add('throttled-list');
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    const other = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const rows = await world.tenantRows('PendingCallRecords');
    expect(rows.map((row) => cellValue(row, 'Reason'))).toContain('throttled');
    await world.pass(5);
    await expectStored(world, call);
    await expectStored(world, other);
    const early = world.events.filter(
      (event) => event.type === 'requestAnswered' && (event.earlyByMilliseconds ?? 0) > 0,
    );
    expect(early).toEqual([]);
  });

  it.each([
    'unavailable',
    'server-error',
    'connection-reset',
    'hang',
    'truncated-body',
    'unauthorized',
    'forbidden',
  ] as const)('survives an hour in which every answer is the fault %s', async (fault) => {
    const world = await pipelineInMemory();
    const until = new Date(world.clock.now().getTime() + 60 * 60_000);
    world.tenant.faults.add(fault, { until, target: 'callRecords' });
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    expect(await world.tenantRows('PendingCallRecords')).toHaveLength(1);
    await world.pass(130, 5);
    await expectStored(world, call);
    expect(await world.rows('DeadLetters', 'call-records')).toEqual([]);
  });
});

describe('a new version', () => {
  it('replaces the one before', async () => {
    const world = await pipelineWorld();
    const call = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
    await world.settle();
    world.tenant.publishVersion(call.callId);
    await world.settle();
    await expectStored(world, call);
  });

  it('with fewer sessions leaves none of the old ones', async () => {
    const world = await pipelineInMemory();
    const call = world.tenant.startCall({
      kind: 'large-meeting',
      sessions: 65,
      participants: 140,
      ...READABLE_AT_ONCE,
    });
    await world.settle();
    world.tenant.publishVersion(call.callId, { sessions: 3, participants: 2 });
    await world.settle();
    const { sessions, participants } = await readCall(world, call.callId);
    expect([sessions.length, participants.length]).toEqual([3, 2]);
    await expectStored(world, call);
  });

  it('stays when the notification of an older one comes later', async () => {
    const world = await pipelineInMemory();
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    world.tenant.publishVersion(call.callId);
    await world.settle();
    const before = await readCall(world, call.callId);
    expect(before.version).toBe(2n);
    await world.post(JSON.stringify(world.notificationsFor([call.callId])));
    await world.settle();
    const after = await readCall(world, call.callId);
    expect(after.head).toEqual(before.head);
    await expectStored(world, call);
  });

  it('published between two pages starts the reading again', async () => {
    const world = await pipelineInMemory();
    world.tenant.faults.add('version-moves');
    const call = world.tenant.startCall({ kind: 'large-meeting', ...READABLE_AT_ONCE });
    await world.settle();
    expect((await readCall(world, call.callId)).version).toBe(2n);
    await expectStored(world, call);
  });

  it('costs nothing when it is stored already: one request to Graph, no write', async () => {
    const world = await pipelineInMemory();
    const call = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const asked = requestsFor(world, call.callId).length;
    const before = await readCall(world, call.callId);
    await world.post(JSON.stringify(world.notificationsFor([call.callId])));
    await world.settle();
    expect(requestsFor(world, call.callId).length - asked).toBe(1);
    expect(await readCall(world, call.callId)).toEqual(before);
  });
});

describe('a reader of the store', () => {
  it('finds a call by its id, its day, and everybody in it', async () => {
    const world = await pipelineInMemory();
    const { tables } = world;
    const tenantId = world.tenant.tenantId;
    const store = createStore({ tables, tenantId, clock: world.clock });
    for (const kind of ['peer-to-peer', 'meeting', 'pstn-inbound', 'communication-services'] as const) {
      const { callId, counts } = world.tenant.startCall({ kind, ...READABLE_AT_ONCE });
      await world.settle();
      world.tenant.publishVersion(callId);
      await world.settle();
      const call = await readStoredCall(store, parseCallId(callId) ?? fail('the call has no id'));
      if (call === undefined) throw new Error('the call is not stored');
      expect(call.participants.length).toBe(counts?.participants);
      expect(call.mediaStreams.length).toBe(counts?.mediaStreams);

      const day = call.head.FirstStartDateTime.slice(0, 10);
      expect(await ids(callsOfDay(store, day))).toContain(callId);
      for (const { IdentityId } of call.participants) {
        if (IdentityId === undefined) continue;
        expect(await ids(callsOfUser(store, IdentityId))).toContain(callId);
      }
    }
  });
});

async function ids(pages: AsyncIterable<ReadRows<{ readonly CallId: string }>>) {
  const found: Array<string> = [];
  for await (const { rows } of pages) found.push(...rows.map(({ CallId }) => CallId));
  return found;
}

function fail(what: string): never {
  throw new Error(what);
}
