/** Excluded calls, met by the whole pipeline: notified of, listed, given up on, replayed, and stored before. */

import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { liftExclusion, requestExclusion } from '../../src/forget/request.ts';
import { parseCallId } from '../../src/language/identifiers.ts';
import { replayCall } from '../../src/pending/replay-call.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorld,
  pipelineInMemory,
  READABLE_AT_ONCE,
  readCall,
  reasons,
} from './pipeline-world.ts';

const DAY = '2026-11-23';

interface Excluded {
  readonly world: PipelineWorld;
  readonly store: Store;
  readonly callId: string;
  /** Of the row in Withheld. */
  readonly row: string;
}

function storeOf({ tables, clock, tenant }: PipelineWorld): Store {
  return createStore({ tables, clock, tenantId: tenant.tenantId });
}

function organizerOf({ tenant }: PipelineWorld, callId: string): string {
  const record = tenant.recordOf(callId) as { organizer_v2: { identity: { user: { id: string } } } };
  return record.organizer_v2.identity.user.id;
}

/** A call whose organizer is excluded before its notification comes. */
async function excludedCall(days = '0'): Promise<Excluded> {
  const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: days } });
  const store = storeOf(world);
  const { callId } = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
  const ids = [organizerOf(world, callId)];
  const row = await requestExclusion(store, systemRandom, { kind: 'user', ids });
  return { world, store, callId, row };
}

function outcomes({ log }: PipelineWorld): ReadonlyArray<string | undefined> {
  const ended = log.filter(({ message }) => message.includes('callRecordIngested'));
  return ended.map(({ message }) => /"outcome":"(\w+)"/.exec(message)?.[1]);
}

/** Hours of Coverage, summed up. */
function sums(rows: ReadonlyArray<StoredRow>) {
  const sum = (column: string) => rows.reduce((total, row) => total + Number(cellValue(row, column) ?? 0), 0);
  return { listed: sum('Listed'), stored: sum('Stored'), missing: sum('Missing'), unlisted: sum('Unlisted') };
}

describe('an excluded call', () => {
  it('ends as withheld when it is notified of: its head is there, nothing below it, and nothing waits', async () => {
    const { world, callId } = await excludedCall();
    await world.settle();
    const { head, ...rows } = await readCall(world, callId);
    expect(cellValue(head, 'Withheld')).toBe('excluded');
    expect([rows.participants, rows.sessions, rows.segments, rows.mediaStreams, rows.documents]).toEqual(
      Array(5).fill([]),
    );
    expect(await leftovers(world, callId)).toEqual([]);
    expect(await world.tenantRows('PendingCallRecords')).toEqual([]);
    expect(outcomes(world)).toEqual(['withheld']);
  });

  it('is neither missing nor unlisted when its hour is compared with the list of Graph, and is not fetched again', async () => {
    const { world, callId } = await excludedCall('1');
    await world.settle();
    const before = await readCall(world, callId);
    await world.pass(3 * 60, 60);
    await world.host.runTimer('reconcile');
    await world.pass(2);
    expect(sums(await world.tenantRows('Coverage'))).toEqual({
      listed: 1,
      stored: 1,
      missing: 0,
      unlisted: 0,
    });
    expect(await readCall(world, callId)).toEqual(before);
    expect(outcomes(world)).toEqual(['withheld']);
    expect(await reasons(world)).toEqual([]);
  });

  it('is withheld again in each later version, with how much Graph sent of it', async () => {
    const { world, callId } = await excludedCall();
    await world.settle();
    world.tenant.publishVersion(callId);
    await world.settle();
    const { head } = await readCall(world, callId);
    expect([cellValue(head, 'Version'), cellValue(head, 'Withheld')]).toEqual([2n, 'excluded']);
    const { versions, counts } = world.tenant.truth()[0] as unknown as {
      versions: ReadonlyArray<object>;
      counts: { participants: number; sessions: number; segments: number; mediaStreams: number };
    };
    expect(versions).toHaveLength(2);
    expect({
      participants: cellValue(head, 'ParticipantsReceived'),
      sessions: cellValue(head, 'SessionsReceived'),
      segments: cellValue(head, 'SegmentsReceived'),
      mediaStreams: cellValue(head, 'MediaStreamsReceived'),
    }).toEqual(counts);
  });

  it('closes its dead letter when that is replayed, and stays withheld', async () => {
    const { world, callId } = await excludedCall();
    await world.tenant.deliverDue();
    await world.writeTo(
      'DeadLetters',
      { partitionKey: 'call-records', rowKey: 'letter' },
      {
        State: { type: 'String', value: 'waiting' },
        Reason: { type: 'String', value: 'a record that could not be read' },
        DeadAt: { type: 'DateTime', value: `${DAY}T08:00:00.0000000Z` },
        CallId: { type: 'Guid', value: callId },
        Body: { type: 'String', value: '{}' },
        BodyLength: { type: 'Int32', value: 2 },
      },
    );
    await world.pass(10);
    const [letter] = await world.rows('DeadLetters', 'call-records');
    expect(cellValue(letter, 'State')).toBe('stored');
    expect(cellValue((await readCall(world, callId)).head, 'Withheld')).toBe('excluded');
    expect(await reasons(world)).not.toContain('deadLetters');
  });

  it('stays withheld when it is replayed, and comes back whole once the exclusion is lifted', async () => {
    const { world, store, callId, row } = await excludedCall();
    const id = parseCallId(callId);
    if (id === undefined) throw new Error('fixture: not an id');
    await world.settle();
    await replayCall(store, id);
    await world.pass(2);
    expect(outcomes(world)).toEqual(['withheld', 'withheld']);
    await liftExclusion(store, row);
    world.clock.advance({ minutes: 1 });
    await replayCall(store, id);
    await world.pass(2);
    expect(outcomes(world)).toEqual(['withheld', 'withheld', 'stored']);
    const { head, participants, documents } = await readCall(world, callId);
    expect(cellValue(head, 'Withheld')).toBeUndefined();
    expect(participants.length).toBe(cellValue(head, 'ParticipantsReceived'));
    expect(documents.length).toBeGreaterThan(0);
  });
});

describe('a call that was stored before', () => {
  it('is withheld by the timer an hour after it was asked, and those who look for its people find nothing', async () => {
    const world = await pipelineInMemory({ settings: { BACKFILL_DAYS: '0' } });
    const { callId } = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
    await world.settle();
    const organizer = organizerOf(world, callId);
    await requestExclusion(storeOf(world), systemRandom, { kind: 'organizer', ids: [organizer] });
    world.clock.advance({ minutes: 59 });
    await world.host.runTimer('forget');
    expect(cellValue((await readCall(world, callId)).head, 'Withheld')).toBeUndefined();
    world.clock.advance({ minutes: 1 });
    await world.host.runTimer('forget');
    const { head } = await readCall(world, callId);
    expect(cellValue(head, 'Withheld')).toBe('excluded');
    expect(await leftovers(world, callId)).toEqual([]);
    expect(await world.rows('CallsByUser', `${world.tenant.tenantId}_${organizer}`)).toEqual([]);
    const [listed] = await world.rows('CallsByDay', `${world.tenant.tenantId}_${DAY}`);
    expect(cellValue(listed, 'Withheld')).toBe('excluded');
    expect(cellValue(listed, 'OrganizerIdentityId')).toBeUndefined();
  });
});

describe('a row of Withheld that an operator has broken', () => {
  it('lets no call pass: calls wait, and are stored once it is corrected', async () => {
    const { world, store, callId, row } = await excludedCall();
    await store.withheld.merge(row, { Ids: 'not a list' });
    await world.settle();
    expect((await readCall(world, callId)).head).toBeUndefined();
    await liftExclusion(store, row);
    await world.pass(60, 5);
    expect((await readCall(world, callId)).head).toBeDefined();
  });
});
