import { describe, expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import type { Cell } from '../../src/tables/cell.ts';
import { store } from './call-in-store.ts';

/** The time of the clock of these tests, which stands still. */
const STORED_AT = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/);

function versionsIn(storage: MemoryTables): ReadonlyArray<object> {
  const text = storage.rows('CallRecords')[0]?.cells.VersionsStored?.value;
  return JSON.parse(String(text)) as ReadonlyArray<object>;
}

async function typeIn(storage: MemoryTables, cell: Cell | undefined): Promise<void> {
  const [head] = storage.rows('CallRecords');
  if (head === undefined) throw new Error('no call is stored');
  const { VersionsStored: _, ...cells } = head.cells;
  await storage.table('CallRecords').upsert({
    ...head,
    cells: cell === undefined ? cells : { ...cells, VersionsStored: cell },
  });
}

const entries = (...versions: ReadonlyArray<number>) =>
  versions.map((version) => ({ version, storedAt: STORED_AT }));

describe('the head of a call', () => {
  it('names the version stored first, and when', async () => {
    const storage = createMemoryTables();
    await store(storage);
    expect(versionsIn(storage)).toEqual(entries(1));
    const { StoredAt } = storage.rows('CallRecords')[0]?.cells ?? {};
    expect(versionsIn(storage)).toEqual([{ version: 1, storedAt: StoredAt?.value }]);
  });

  it('names each version that is stored after it, and none that is not', async () => {
    const storage = createMemoryTables();
    for (const version of [1, 3, 2, 3, 4]) await store(storage, { version });
    expect(versionsIn(storage)).toEqual(entries(1, 3, 4));
  });

  it('names the last ten of more', async () => {
    const storage = createMemoryTables();
    for (let version = 1; version <= 12; version += 1) await store(storage, { version });
    expect(versionsIn(storage)).toEqual(entries(3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  });

  it('says when a version was first stored, and when it was read again from Graph and written again', async () => {
    const storage = createMemoryTables();
    for (const version of [1, 2]) await store(storage, { version });
    const [first, second] = versionsIn(storage);
    expect(await store(storage, { version: 2 }, { rewrite: true })).toBe('stored');
    expect(versionsIn(storage)).toEqual([first, { ...second, readAt: STORED_AT }]);
  });

  it.each([
    ['of an earlier release, which did not name them', undefined],
    ['in which an operator typed something else', { type: 'String', value: '[{"version":"one"}]' }],
    ['in which an operator typed what is not JSON', { type: 'String', value: 'see Ada' }],
  ] as const)('%s, counts as the first version that is known', async (_which, cell) => {
    const storage = createMemoryTables();
    await store(storage, { version: 1 });
    await typeIn(storage, cell);
    await store(storage, { version: 2 });
    expect(versionsIn(storage)).toEqual(entries(1, 2));
    await typeIn(storage, cell);
    await store(storage, { version: 2 }, { rewrite: true });
    const [entry] = entries(2);
    expect(versionsIn(storage)).toEqual([{ ...entry, readAt: STORED_AT }]);
  });

  it('holds a version beyond what JavaScript numbers hold as it is', async () => {
    const storage = createMemoryTables();
    await store(storage, { version: 1 });
    await typeIn(storage, {
      type: 'String',
      value: '[{"version":9007199254740993,"storedAt":"2026-11-23T09:00:00.0000000Z"}]',
    });
    await store(storage, { version: 2 });
    expect(storage.rows('CallRecords')[0]?.cells.VersionsStored?.value).toMatch(
      /^\[\{"version":9007199254740993,/,
    );
  });
});
