import { describe, expect, test } from 'vitest';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { readCall } from '../../src/calls/read-call.ts';
import type { ConditionalWrite, Tables } from '../../src/ports/storage.ts';
import { callId, inStore, once, rowsOf, store, valuesOf } from './call-in-store.ts';

const CHILDREN = ['CallRecordDocuments', 'Participants', 'Sessions', 'Segments', 'MediaStreams'] as const;
const first = { participants: ['ada', 'ben'], callers: ['ada'] };
const second = { version: 2, participants: ['ada', 'ben', 'cy'], callers: ['ada', 'cy'] };

type Storage = ReturnType<typeof createMemoryTables>;

/** The version is stored whole, the day lists it, and nothing else of the call is left. */
async function expectOnly(storage: Storage, version: bigint): Promise<void> {
  const call = await readCall(inStore(storage), callId);
  expect(call?.head.Version).toBe(version);
  for (const table of CHILDREN) {
    const generations = rowsOf(storage, table).map(({ Generation }) => Generation);
    expect(new Set(generations), table).toEqual(new Set([call?.head.Generation]));
  }
  expect(rowsOf(storage, 'CallsByDay')).toMatchObject([{ Version: version }]);
}

describe('an older version', () => {
  test.each([true, false])(
    'that is read after a newer one is stored changes nothing (asked to rewrite: %s)',
    async (rewrite) => {
      const storage = createMemoryTables();
      await store(storage, second);
      const before = valuesOf(storage.rows('CallRecords')[0]);
      expect(await store(storage, first, { rewrite, attemptedBefore: true })).toBe('superseded');
      expect(valuesOf(storage.rows('CallRecords')[0])).toEqual(before);
      await expectOnly(storage, 2n);
    },
  );

  test('that was read before a newer one was stored gives way to it, and takes its own rows along', async () => {
    const storage = createMemoryTables();
    const slow = once(storage, { table: 'CallRecords', operation: 'insert', phase: 'before' }, () =>
      store(storage, second),
    );
    expect(await store(slow, first)).toBe('overtaken');
    await expectOnly(storage, 2n);
  });
});

describe('a newer version', () => {
  test('that is still being written is not touched by those who settle the older one', async () => {
    const storage = createMemoryTables();
    await store(storage, first);
    const slow = once(storage, { table: 'CallRecords', operation: 'replace', phase: 'before' }, async () => {
      expect(await store(storage, first, { attemptedBefore: true })).toBe('superseded');
    });
    expect(await store(slow, second)).toBe('stored');
    await expectOnly(storage, 2n);
  });

  test('begins again when the older one is rewritten under it', async () => {
    const storage = createMemoryTables();
    await store(storage, first);
    const slow = once(storage, { table: 'CallRecords', operation: 'replace', phase: 'before' }, () =>
      store(storage, first, { rewrite: true, attemptedBefore: true }),
    );
    expect(await store(slow, second)).toBe('overtaken');
    await expectOnly(storage, 1n);
    expect(await store(storage, second, { attemptedBefore: true })).toBe('stored');
    await expectOnly(storage, 2n);
  });
});

test('a commit whose reply is lost, and whose second try is refused, is a commit', async () => {
  const storage = createMemoryTables();
  const lossy = withLostReplies(storage);
  expect(await store(lossy, first)).toBe('stored');
  await expectOnly(storage, 1n);
  expect(await store(lossy, second)).toBe('stored');
  await expectOnly(storage, 2n);
});

/** Tables that write a head, lose the reply, and answer the second try as storage does. */
function withLostReplies(tables: Tables): Tables {
  const refused = (because: 'exists' | 'changed'): ConditionalWrite => ({ written: false, because });
  return {
    table(name) {
      const table = tables.table(name);
      if (name !== 'CallRecords') return table;
      return {
        get: (...from) => table.get(...from),
        upsert: (row) => table.upsert(row),
        merge: (row) => table.merge(row),
        delete: (...from) => table.delete(...from),
        batch: (actions) => table.batch(actions),
        query: (query) => table.query(query),
        queryPartitions: (query) => table.queryPartitions(query),
        async insert(row) {
          await table.insert(row);
          return refused('exists');
        },
        async replace(row, etag) {
          await table.replace(row, etag);
          return refused('changed');
        },
      };
    },
  };
}
