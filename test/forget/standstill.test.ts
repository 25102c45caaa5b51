/** A process that stands still while somebody is erased, as a virtual machine that is paused, and then goes on. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { systemRandom } from '../../src/adapters/system.ts';
import { requestErasure } from '../../src/forget/request.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import { OneAtATime } from '../../src/language/one-at-a-time.ts';
import { readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { DeadlineExceeded } from '../../src/ports/clock.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { settleStored } from '../../src/store/rebuild.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import {
  callId,
  once,
  readingOf,
  rowsOf,
  store,
  tenantId,
  usersIndexed,
  valuesOf,
} from '../store/call-in-store.ts';
import { day } from '../store/earlier-layout.ts';
import { ForgetTimer, HOUR } from './timer.ts';

const BEN = 'b0000000-0000-4000-8000-000000000001';
const participants = ['ada', { user: { id: BEN, displayName: 'Ben', tenantId } }];

let at: ForgetTimer;

beforeEach(() => {
  at = new ForgetTimer();
});

/** The whole of an erasure, an hour after the process has begun to stand still. */
async function eraseBen(): Promise<void> {
  at.clock.advance(HOUR);
  await requestErasure(at.working().store, systemRandom, [BEN]);
  await at.untilFinished();
}

/** A delivery of the call's message, to which Graph shows this version. Its timer does not run while it stands still. */
async function deliver(
  through: Tables,
  { dequeueCount, version = 1, whileOpening }: Delivered,
): Promise<string> {
  const { clock } = at;
  const patient = {
    now: () => clock.now(),
    sleep: () => Promise.resolve(),
    withDeadline: <Result>(_: number, work: (signal: AbortSignal) => Promise<Result>) =>
      work(new AbortController().signal),
  };
  const working = at.working(through);
  const message = {
    schema: 1,
    tenantId,
    callId,
    reason: 'notification',
    attempt: 0,
    firstSeenAt: toDateTime(clock.now()),
  };
  const { kind } = await ingest(
    {
      ...working,
      store: { ...working.store, clock: patient },
      queue: createMemoryQueue(clock),
      callRecords: {
        async open() {
          await whileOpening?.();
          return readingOf({ participants, callers: [{ user: { id: BEN } }], version });
        },
      },
      turns: new OneAtATime(),
      note: async () => {},
      latencyWindowMinutes: 150,
    },
    readQueuedMessage(message),
    { messageId: 'a message', dequeueCount, insertedAt: clock.now() },
  );
  return kind;
}

interface Delivered {
  readonly dequeueCount: number;
  readonly version?: number;
  readonly whileOpening?: () => Promise<void>;
}

describe('an ingest that stands still across a whole erasure', () => {
  it('writes nothing of what it has read', async () => {
    expect(await deliver(at.tables, { dequeueCount: 1, whileOpening: eraseBen })).toBe('deferred');
    expect(at.tables.names.filter((name) => at.tables.rows(name).length > 0)).toEqual([
      'PendingCallRecords',
      'PipelineStatus',
      'Withheld',
    ]);
  });

  const places = [
    { table: 'Participants', operation: 'batch', phase: 'after' },
    { table: 'Segments', operation: 'batch', phase: 'after' },
    { table: 'CallRecordDocuments', operation: 'upsert', phase: 'after' },
    // On its way while the process stands still.
    { table: 'CallRecords', operation: 'insert', phase: 'before' },
    { table: 'CallRecords', operation: 'insert', phase: 'after' },
    { table: 'CallRecords', operation: 'replace', phase: 'before' },
    { table: 'CallRecords', operation: 'replace', phase: 'after' },
    { table: 'CallsByDay', operation: 'upsert', phase: 'after' },
    { table: 'CallsByUser', operation: 'upsert', phase: 'after' },
  ] as const satisfies ReadonlyArray<Partial<TableRequest>>;
  it.each(places)(
    'names nobody once its message is delivered again: $phase $operation in $table',
    async (place) => {
      const isStored = place.operation !== 'insert';
      if (isStored) await store(at.tables, { participants });
      const version = isStored ? 2 : 1;
      const standing = once(at.tables, place, eraseBen);
      const kind = await deliver(standing, { dequeueCount: 1, version });
      expect(kind).toBe('deferred');
      await deliver(at.tables, { dequeueCount: 2, version });
      expect(at.naming(BEN)).toEqual([]);
      expect(rowsOf(at.tables, 'Participants')).toHaveLength(2);
    },
  );
});

it('what settles a stored call and stands still across a whole erasure writes no hint', async () => {
  await store(at.tables, { participants });
  const standing = once(at.tables, { table: 'CallsByDay', operation: 'upsert', phase: 'after' }, eraseBen);
  await expect(settleStored(at.working(standing), callId)).rejects.toBeInstanceOf(DeadlineExceeded);
  expect(usersIndexed(at.tables)).not.toContain(BEN);
});

it('what sums up a day and stands still across a whole erasure writes no person', async () => {
  await store(at.tables, { participants });
  const reading = { table: 'Participants', operation: 'query', phase: 'after' } as const;
  const standing = at.working(once(at.tables, reading, eraseBen)).store;
  const summing = summarizeDay(standing, day('2026-11-23'), new AbortController().signal);
  await expect(summing).rejects.toBeInstanceOf(DeadlineExceeded);
  expect(at.naming(BEN)).toEqual([]);
});

describe('a commit that was not settled before an erasure came to its end', () => {
  const shown = readingOf({ participants, version: 3 });
  it.each([
    ['an older version', readingOf({ participants: ['ada'], version: 1 }), false],
    ['an older version, and a replay asks for it', readingOf({ participants: ['ada'], version: 1 }), true],
    ['the same version', readingOf({ participants, version: 2 }), false],
    ['a part of a newer one', { ...shown, incompleteBecause: 'a page links back' }, false],
  ] as const)('names nobody once its message comes again and Graph shows %s', async (_, reading, rewrite) => {
    await store(at.tables, { participants: ['ada'], version: 1 });
    const ending = once(at.tables, { table: 'CallRecords', operation: 'replace', phase: 'after' }, () => {
      throw new Error('the process ends');
    });
    await expect(store(ending, { participants, version: 2 })).rejects.toThrow('the process ends');
    await eraseBen();
    const asked = { rewrite, attemptedBefore: true, withheld: await at.known() };
    await storeCallRecord(at.working().store, systemRandom, reading, asked);
    expect(at.naming(BEN)).toEqual([]);
    expect(rowsOf(at.tables, 'Participants')).toHaveLength(2);
  });
});

it('a commit that was not settled before an erasure, and whose document is damaged, becomes a dead letter, whose replay ends it', async () => {
  const ending = once(at.tables, { table: 'CallRecords', operation: 'insert', phase: 'after' }, () => {
    throw new Error('the process ends');
  });
  await expect(store(ending, { participants })).rejects.toThrow('the process ends');
  for (const row of at.tables.rows('CallRecordDocuments'))
    await at.tables.table('CallRecordDocuments').delete(row);
  await eraseBen();
  expect(await deliver(at.tables, { dequeueCount: 5 })).toBe('dead');
  expect(at.tables.rows('DeadLetters').map(valuesOf)).toMatchObject([
    { CallId: callId, Reason: expect.stringContaining('DocumentDamaged') },
  ]);
  // Nothing leads to the call of whom its rows name.
  expect(usersIndexed(at.tables)).toEqual([]);
  const asked = { rewrite: true, attemptedBefore: true, withheld: await at.known() };
  await storeCallRecord(at.working().store, systemRandom, readingOf({ participants }), asked);
  expect(at.naming(BEN)).toEqual([]);
});
