/** Calls whose document cannot be read. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestErasure, requestExclusion } from '../../src/forget/request.ts';
import { meetingKey } from '../../src/withheld/join-link.ts';
import {
  callId,
  linkOf,
  numberedCall,
  once,
  rowsOf,
  store,
  tenantId,
  usersIndexed,
  valuesOf,
} from '../store/call-in-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const COUNCIL = 'b0000000-0000-4000-8000-00000000000c';
const council = { user: { id: COUNCIL, displayName: 'Council', tenantId } };
const link = linkOf(COUNCIL);

let at: ForgetTimer;

beforeEach(() => {
  at = new ForgetTimer();
});

/** Takes what Graph sent for all calls stored so far. */
async function damageDocuments(tables: MemoryTables): Promise<void> {
  const documents = tables.rows('CallRecordDocuments');
  for (const row of documents) await tables.table('CallRecordDocuments').delete(row);
}

/** What the timer says of its last run. */
function timerStatus() {
  return valuesOf(at.tables.rows('PipelineStatus').find(({ rowKey }) => rowKey === 'forget'));
}

describe('an excluded call whose document is damaged', () => {
  it.each([
    ['user', COUNCIL, { participants: [council, 'whistleblower'], callers: ['guest'] }],
    ['user', COUNCIL, { organizer: council }],
    ['organizer', COUNCIL, { participants: ['ada', council], organizer: council }],
    ['meeting', String(meetingKey(link)), { joinWebUrl: link }],
  ] as const)('is withheld by its head alone: %s', async (kind, id, call) => {
    await store(at.tables, call);
    const [before] = rowsOf(at.tables, 'CallRecords');
    await damageDocuments(at.tables);
    await requestExclusion(at.working().store, systemRandom, { kind, ids: [id] });
    await at.untilFinished();
    expect(await at.isFinished()).toBe(true);
    expect((await at.known()).exclusions[0]?.values).toMatchObject({ Calls: 1, FailedInPass: 0 });
    expect(timerStatus()).not.toHaveProperty('LastFailure');

    const [head] = rowsOf(at.tables, 'CallRecords');
    expect(head).toMatchObject({
      Withheld: 'excluded',
      Version: before?.Version,
      Revision: 1,
      CallStartDateTime: before?.CallStartDateTime,
      CallEndDateTime: before?.CallEndDateTime,
      ParticipantsReceived: 2,
      ParticipantCount: 0,
      SessionCount: 0,
    });
    for (const who of ['ada', 'council', 'whistleblower', 'guest']) expect(at.naming(who), who).toEqual([]);
    expect(rowsOf(at.tables, 'CallsByDay')).toMatchObject([{ Withheld: 'excluded' }]);
    expect(usersIndexed(at.tables)).toEqual([]);
  });

  it('has the same columns as one that could be read', async () => {
    for (const n of [1, 2]) {
      await store(at.tables, { callId: numberedCall(n), participants: [council] });
      if (n === 1) await damageDocuments(at.tables);
    }
    await requestExclusion(at.working().store, systemRandom, { kind: 'user', ids: [COUNCIL] });
    await at.untilFinished();
    const [byHead, byDocument] = [1, 2].map((n) => {
      const { Generation, CallId, CallPartition, VersionsStored, StoredAt, ...same } =
        rowsOf(at.tables, 'CallRecords', numberedCall(n))[0] ?? {};
      expect(CallId).toBe(numberedCall(n));
      return same;
    });
    expect(byHead).toEqual(byDocument);
  });

  it.each([
    ['exclusion', () => requestExclusion(at.working().store, systemRandom, { kind: 'user', ids: [COUNCIL] })],
    ['erasure', () => requestErasure(at.working().store, systemRandom, [COUNCIL])],
  ] as const)(
    'stays as it is where only a hint of an earlier version leads to it: %s',
    async (_, request) => {
      await store(at.tables, { participants: ['ada', council] });
      const left = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
      const ending = once(at.tables, left, () => {
        throw new Error('the process ends');
      });
      await expect(store(ending, { participants: ['ada'], version: 2 })).rejects.toThrow('the process ends');
      await damageDocuments(at.tables);
      await request();
      await at.untilFinished();
      expect(await at.isFinished()).toBe(true);
      expect(at.naming(COUNCIL)).toEqual([]);
      expect(rowsOf(at.tables, 'CallRecords')[0]).not.toHaveProperty('Withheld');
      expect(usersIndexed(at.tables)).toEqual(['ada']);
    },
  );

  it('stays as it is once the exclusion is lifted, also while a pass is under way', async () => {
    await store(at.tables, { participants: [council] });
    await damageDocuments(at.tables);
    const { store: known } = at.working();
    const row = await requestExclusion(known, systemRandom, { kind: 'user', ids: [COUNCIL] });
    at.clock.advance(HOUR);
    const opening = { table: 'CallRecordDocuments', phase: 'before' } as const;
    const lifting = once(at.tables, opening, async () => {
      await liftExclusion(known, row);
      at.clock.advance({ minutes: 2 });
    });
    await forget(at.working(lifting));
    expect(rowsOf(at.tables, 'CallRecords')[0]).not.toHaveProperty('Withheld');
    expect(rowsOf(at.tables, 'Participants')).toHaveLength(1);
  });

  it('is withheld by the next run where a process ended on the way', async () => {
    await store(at.tables, { callId, participants: [council] });
    await damageDocuments(at.tables);
    await requestExclusion(at.working().store, systemRandom, { kind: 'user', ids: [COUNCIL] });
    at.clock.advance(HOUR);
    const swapped = { table: 'CallRecords', operation: 'replace', phase: 'after' } as const;
    const ending = once(at.tables, swapped, () => {
      throw new Error('the process ends');
    });
    await expect(forget(at.working(ending))).rejects.toThrow('the process ends');
    await at.untilFinished();
    expect(at.naming(COUNCIL)).toEqual([]);
    expect(rowsOf(at.tables, 'Participants')).toEqual([]);
  });
});

describe('an erasure with more damaged calls than a row can hold', () => {
  const BEN = 'ben-0000001';
  const [DAMAGED, SOUND] = [260, 20];

  it('is carried out in all others, however slow storage is', async () => {
    const participants = ['ada', BEN];
    for (let n = 1; n <= DAMAGED; n += 1) await store(at.tables, { callId: numberedCall(n), participants });
    await damageDocuments(at.tables);
    for (let n = 1; n <= SOUND; n += 1) {
      // Before the others: hints lead to the latest calls first.
      const start = '2026-11-22T09:00:00Z';
      await store(at.tables, { callId: numberedCall(DAMAGED + n), participants, start });
    }
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    const slow = at.tables.seenThrough(({ table, phase }) => {
      if (table === 'CallRecords' && phase === 'before') at.clock.advance({ milliseconds: 1500 });
    });
    for (let run = 1; run <= 12; run += 1) {
      await forget(at.working(slow));
      at.clock.advance({ minutes: 15 });
    }
    const [erasure] = (await at.known()).erasures;
    expect(erasure?.values).toMatchObject({ Calls: SOUND });
    expect(String(erasure?.values.UnderWay).length).toBeLessThan(5_000);
    for (let n = 1; n <= SOUND; n += 1)
      expect(usersIndexed(at.tables, numberedCall(DAMAGED + n))).not.toContain(BEN);
    expect(await at.isFinished()).toBe(false);
  });

  it('is carried out in all others beside as many heads that cannot be read', async () => {
    const participants = ['ada', BEN];
    for (let n = 1; n <= DAMAGED; n += 1) await store(at.tables, { callId: numberedCall(n), participants });
    for (const head of at.tables.rows('CallRecords')) {
      const cells = { ...head.cells, Generation: { type: 'String', value: 'lost' } } as const;
      await at.tables.table('CallRecords').replace({ ...head, cells }, head.etag);
    }
    const sound = numberedCall(DAMAGED + 1);
    await store(at.tables, { callId: sound, participants, start: '2026-11-22T09:00:00Z' });
    await requestErasure(at.working().store, systemRandom, [BEN]);
    at.clock.advance(HOUR);
    await forget(at.working());
    expect(usersIndexed(at.tables, sound)).toEqual(['ada', expect.not.stringContaining(BEN)]);
    const [erasure] = (await at.known()).erasures;
    expect(erasure?.values).toMatchObject({ Calls: 1, UnderWay: '[]', FailedInPass: DAMAGED });
    expect(await at.isFinished()).toBe(false);
  });
});

it('an erasure that a damaged call keeps from its end comes to it once the person is excluded, and other calls stay', async () => {
  await store(at.tables, { participants: ['ada', council] });
  await damageDocuments(at.tables);
  await store(at.tables, { callId: numberedCall(2), participants: ['ada', council] });
  await requestErasure(at.working().store, systemRandom, [COUNCIL]);
  await at.untilFinished();
  expect(await at.isFinished()).toBe(false);
  await requestExclusion(at.working().store, systemRandom, { kind: 'user', ids: [COUNCIL] });
  await at.untilFinished();
  expect(await at.isFinished()).toBe(true);
  expect(at.naming(COUNCIL)).toEqual([]);
  expect(rowsOf(at.tables, 'CallRecords')).toMatchObject([{ Withheld: 'excluded' }]);
  expect(rowsOf(at.tables, 'CallRecords', numberedCall(2))[0]).not.toHaveProperty('Withheld');
});
