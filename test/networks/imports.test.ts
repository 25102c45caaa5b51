import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../lab/manual-clock.ts';
import { Random } from '../../lab/random.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import type { Day } from '../../src/language/day.ts';
import { createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { ImportOvertaken, importNetworks } from '../../src/networks/import-networks.ts';
import { readNetworks } from '../../src/networks/network-lookup.ts';
import { ImportDamaged, readImports } from '../../src/networks/read-imports.ts';
import { removeImport } from '../../src/networks/remove-import.ts';
import type { Table, Tables } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Row } from '../../src/tables/cell.ts';
import { tenantId } from '../store/call-in-store.ts';
import { read, row } from './building-lines.ts';

const random = Random.seeded(7);
const day = (text: string) => text as Day;
const MAY = day('2026-05-01');
const JUNE = day('2026-06-01');
/** So many take several chunks. */
const MANY = 4_000;

function world(tables: MemoryTables = createMemoryTables()) {
  const clock = new ManualClock();
  const storeOf = (seen: Tables) => createStore({ tables: seen, tenantId, clock });
  return { tables, clock, store: storeOf(tables), storeOf };
}

async function file(building: string, start: Day, networks = 1) {
  const compressor = createNetworkCompressor();
  // Names that do not compress, so that a file takes several chunks.
  const lines = Array.from({ length: networks }, (_, n) =>
    row({
      NetworkIP: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
      NetworkRange: '32',
      BuildingName: building,
      NetworkName: random.hex(400),
    }),
  );
  compressor.add((await read(lines.join('\n'))).networks);
  return { ...compressor.end(), start, fileName: `${building}.csv` };
}

/** The building of the network of 10.0.0.0 on a day. */
async function buildingOn(store: ReturnType<typeof world>['store'], on: Day): Promise<string | undefined> {
  const { networkAt } = await readNetworks(store, { from: on, to: on });
  return networkAt(on, { isOwn: true, subnet: undefined, ipAddress: '10.0.0.0' })?.building;
}

describe('an import', () => {
  test('counts from its start, and the first one before it, too', async () => {
    const { store } = world();
    expect(await buildingOn(store, MAY)).toBeUndefined();
    await importNetworks(store, random, await file('June', JUNE));
    expect(await buildingOn(store, MAY)).toBe('June');
    await importNetworks(store, random, await file('May', MAY));
    expect(await buildingOn(store, day('2026-04-30'))).toBe('May');
    expect(await buildingOn(store, day('2026-05-31'))).toBe('May');
    expect(await buildingOn(store, JUNE)).toBe('June');
    expect(await buildingOn(store, day('2027-01-01'))).toBe('June');
    const { networkAt } = await readNetworks(store, { from: day('2026-05-31'), to: JUNE });
    const own = { isOwn: true, subnet: '10.0.0.0', ipAddress: undefined };
    expect([networkAt(day('2026-05-31'), own)?.building, networkAt(JUNE, own)?.building]).toEqual([
      'May',
      'June',
    ]);
  });

  test('replaces the one with the same start and nothing else, and leaves no other row', async () => {
    const { store, tables } = world();
    await importNetworks(store, random, await file('May', MAY));
    await importNetworks(store, random, await file('June', JUNE, MANY));
    expect(tables.rows('Networks').length).toBeGreaterThan(4);
    await importNetworks(store, random, await file('June again', JUNE));
    expect(await readImports(store)).toMatchObject([
      { start: MAY, fileName: 'May.csv', networkCount: 1, chunkCount: 1 },
      { start: JUNE, fileName: 'June again.csv', networkCount: 1, chunkCount: 1 },
    ]);
    expect(tables.rows('Networks')).toHaveLength(4);
    expect(await buildingOn(store, JUNE)).toBe('June again');
  });

  test('of several chunks is read back whole', async () => {
    const { store } = world();
    const imported = await file('June', JUNE, MANY);
    expect(imported.chunks.length).toBeGreaterThan(1);
    await importNetworks(store, random, imported);
    const { networkAt } = await readNetworks(store, { from: JUNE, to: JUNE });
    const found = [0, 1_999, 3_999].map(
      (n) => networkAt(JUNE, { isOwn: true, subnet: '', ipAddress: `10.0.${n >> 8}.${n & 255}` })?.prefix,
    );
    expect(found).toEqual(['10.0.0.0/32', '10.0.7.207/32', '10.0.15.159/32']);
  });
});

describe('an import that ends at whichever request, and whose reply may be lost,', () => {
  test('shows readers the former file or the new one, and the next import leaves the rows of an undisturbed one', async () => {
    const former = await file('former', JUNE, MANY);
    const dying = await file('dying', JUNE, MANY);
    const next = await file('next', JUNE);
    let ended = 0;
    for (let request = 1; ; request += 1) {
      for (const phase of ['before', 'after'] as const) {
        const { store, tables, storeOf } = world();
        await importNetworks(store, random, former);
        let left = request;
        const dies = tables.seenThrough((seen) => {
          if (seen.phase !== phase) return;
          left -= 1;
          if (left === 0) throw new Error('the process ends');
        });
        const isDone = await importNetworks(storeOf(dies), random, dying).then(
          () => true,
          () => false,
        );
        if (left > 0) {
          expect(isDone).toBe(true);
          expect(ended).toBeGreaterThan(10);
          return;
        }
        ended += 1;
        expect(['former', 'dying']).toContain(await buildingOn(store, JUNE));
        await importNetworks(store, random, next);
        expect(await buildingOn(store, JUNE)).toBe('next');
        expect(tables.rows('Networks')).toHaveLength(2);
      }
    }
  });

  test('leaves chunks under its start that an import with another start deletes a day later', async () => {
    const { store, tables, storeOf, clock } = world();
    const dies = tables.seenThrough(({ operation }) => {
      if (operation === 'insert') throw new Error('the process ends');
    });
    await expect(importNetworks(storeOf(dies), random, await file('May', MAY))).rejects.toThrow('ends');
    expect(tables.rows('Networks')).toHaveLength(1);
    await importNetworks(store, random, await file('June', JUNE));
    expect(tables.rows('Networks')).toHaveLength(3);
    clock.advance({ minutes: 25 * 60 });
    await importNetworks(store, random, await file('July', day('2026-07-01')));
    expect((await readImports(store)).map(({ start }) => start)).toEqual([JUNE, '2026-07-01']);
    expect(tables.rows('Networks')).toHaveLength(4);
  });
});

describe('an import that is removed', () => {
  test('counts no longer from its first write on, and leaves the one before it, wherever the removal ends', async () => {
    const [may, june] = [await file('May', MAY), await file('June', JUNE, MANY)];
    for (let request = 1; ; request += 1) {
      const { store, tables, storeOf, clock } = world();
      await importNetworks(store, random, may);
      await importNetworks(store, random, june);
      let left = request;
      const dies = tables.seenThrough(({ phase }) => {
        if (phase !== 'after') return;
        left -= 1;
        if (left === 0) throw new Error('the process ends');
      });
      const result = await removeImport(storeOf(dies), JUNE).catch(thrown);
      // The first request reads the head, the second deletes it.
      expect(await buildingOn(store, JUNE)).toBe(request === 1 ? 'June' : 'May');
      if (result === true) {
        expect(request).toBeGreaterThan(3);
        expect(tables.rows('Networks')).toHaveLength(2);
        return;
      }
      clock.advance({ minutes: 25 * 60 });
      await importNetworks(store, random, { ...may, start: MAY });
      if (request > 1) expect(tables.rows('Networks')).toHaveLength(2);
    }
  });

  test('stays when another file took its place meanwhile', async () => {
    const { store, tables, storeOf } = world();
    await importNetworks(store, random, await file('former', JUNE));
    const next = await file('next', JUNE);
    const meets = tables.seenThrough(async ({ operation, phase }) => {
      if (operation === 'delete' && phase === 'before') await importNetworks(store, random, next);
    });
    await expect(removeImport(storeOf(meets), JUNE)).rejects.toThrow(ImportOvertaken);
    expect(await buildingOn(store, JUNE)).toBe('next');
  });

  test('is removed where its head is damaged as well; where there is none, nothing happens', async () => {
    const { store, tables } = world();
    expect(await removeImport(store, JUNE)).toBe(false);
    await importNetworks(store, random, await file('June', JUNE));
    const head = tables.rows('Networks').find(({ rowKey }) => rowKey === 'head');
    if (head === undefined) throw new Error('no head');
    await tables.table('Networks').upsert({ ...head, cells: {} });
    await expect(readImports(store)).rejects.toThrow(ImportDamaged);
    expect(await removeImport(store, JUNE)).toBe(true);
    expect(await readImports(store)).toEqual([]);
  });
});

function thrown(error: unknown): unknown {
  return error;
}

describe('two imports with the same start at the same time', () => {
  test('end with a file whole whose import did not fail, wherever one stands still while the other goes on', async () => {
    const [former, first, second] = [
      await file('former', JUNE),
      await file('first', JUNE),
      await file('second', JUNE),
    ];
    let meetings = 0;
    for (let [at, before] = [1, 1]; ; before += 1) {
      const { store, tables, storeOf } = world();
      await importNetworks(store, random, former);
      const [hasStood, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let [requests, others] = [0, 0];
      const otherStore = storeOf(
        tables.seenThrough(async ({ phase }) => {
          others += phase === 'before' ? 1 : 0;
          if (phase !== 'before' || others !== before) return;
          hasStood.resolve();
          await goesOn.promise;
        }),
      );
      let other: Promise<unknown> = Promise.resolve();
      const meets = tables.seenThrough(async ({ phase }) => {
        requests += phase === 'before' ? 1 : 0;
        if (phase !== 'before' || requests !== at) return;
        other = importNetworks(otherStore, random, second).catch(thrown);
        await Promise.race([hasStood.promise, other]);
      });
      const result = await importNetworks(storeOf(meets), random, first).catch(thrown);
      goesOn.resolve();
      const ends = { first: result, second: await other };
      if (requests < at) break;
      meetings += 1;
      const standing = await buildingOn(store, JUNE);
      expect(Object.keys(ends)).toContain(standing);
      expect(ends[standing as keyof typeof ends]).toEqual({ hasReplaced: true });
      for (const end of Object.values(ends)) {
        if (end instanceof Error) expect(end).toBeInstanceOf(ImportOvertaken);
      }
      if (others < before) [at, before] = [at + 1, 0];
    }
    expect(meetings).toBeGreaterThan(25);
  });

  test('and a lost reply to the write of the head is not taken for another import', async () => {
    const { tables, storeOf } = world();
    // As the client does when a reply is lost: the same request again, which finds its own row.
    const insertsTwice = (table: Table) =>
      new Proxy(table, {
        get: (_, name: keyof Table) =>
          name === 'insert'
            ? async (row: Row) => {
                await table.insert(row);
                return await table.insert(row);
              }
            : table[name].bind(table),
      });
    const store = storeOf({ table: (name) => insertsTwice(tables.table(name)) });
    await importNetworks(store, random, await file('June', JUNE));
    expect(await buildingOn(store, JUNE)).toBe('June');
  });
});

describe('readers', () => {
  test('who meet an import that is replaced meanwhile read the new one', async () => {
    const { store, tables, storeOf } = world();
    await importNetworks(store, random, await file('former', JUNE, MANY));
    const next = await file('next', JUNE);
    let gets = 0;
    const meets = tables.seenThrough(async ({ operation, phase }) => {
      if (operation !== 'get' || phase !== 'before') return;
      gets += 1;
      if (gets === 2) await importNetworks(store, random, next);
    });
    expect(await buildingOn(storeOf(meets), JUNE)).toBe('next');
  });

  test('are told if rows of an import are gone or changed', async () => {
    for (const spoil of [
      (cells: object) => ({ ...cells, Bytes01: { type: 'Binary', value: new Uint8Array([1, 2, 3]) } }),
      () => undefined,
    ]) {
      const { store, tables } = world();
      await importNetworks(store, random, await file('June', JUNE));
      const [chunk] = tables.rows('Networks');
      if (chunk === undefined) throw new Error('no chunk');
      const cells = spoil(chunk.cells);
      if (cells === undefined) await tables.table('Networks').delete(chunk);
      else await tables.table('Networks').upsert({ ...chunk, cells: cells as typeof chunk.cells });
      await expect(buildingOn(store, JUNE)).rejects.toThrow(ImportDamaged);
    }
  });
});
