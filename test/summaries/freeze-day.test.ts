/** The last summary of a day whose calls are about to be deleted. */

import { describe, expect, it } from 'vitest';
import { CALL_KINDS, isCallKind } from '../../lab/graph/call-kinds.ts';
import { DeadlineExceeded } from '../../src/ports/clock.ts';
import { StorageFailure } from '../../src/ports/storage.ts';
import { createStore } from '../../src/rows/store.ts';
import { freezeDay, OTHER } from '../../src/summaries/freeze-day.ts';
import { FEWEST_PEOPLE } from '../../src/summaries/poor-share.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { valuesOf } from '../store/call-in-store.ts';
import { TODAY } from '../store/earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

const NO_SIGNAL = new AbortController().signal;

/** A call of every kind but the largest, all of one day. */
async function storeOfAllKinds(): Promise<SimulatedStore> {
  const store = createSimulatedStore();
  for (const kind of Object.keys(CALL_KINDS).filter(isCallKind)) {
    if (kind !== 'large-meeting') await store.store(store.startCall({ kind, versions: [{}] }));
  }
  return store;
}

const rowsIn = ({ tables }: SimulatedStore) => tables.rows('QualitySummaries').map(valuesOf);

function ofDimension(store: SimulatedStore, dimension: string) {
  return rowsIn(store).filter(({ Dimension }) => Dimension === dimension);
}

describe('a frozen day', () => {
  it('has no value of fewer than five people: such values count together', async () => {
    const store = await storeOfAllKinds();
    await summarizeDay(store, TODAY, NO_SIGNAL);
    const before = rowsIn(store);
    const few = before.filter(({ PersonCount }) => Number(PersonCount) < FEWEST_PEOPLE);
    expect(few.length).toBeGreaterThan(5);
    await freezeDay(store, TODAY, NO_SIGNAL);
    const after = rowsIn(store);
    const named = after.filter(({ Dimension, Value }) => Dimension !== 'total' && Value !== OTHER);
    for (const { Dimension, Value, PersonCount } of named) {
      expect(Number(PersonCount), `${Dimension} ${Value}`).toBeGreaterThanOrEqual(FEWEST_PEOPLE);
    }
    expect(after.filter(({ Value }) => Value === OTHER).map(({ Dimension }) => Dimension)).toContain(
      'network',
    );
    const [totalBefore, totalAfter] = [before.at(-1), after.at(-1)];
    expect(totalAfter).toMatchObject({
      CallCount: totalBefore?.CallCount,
      PersonCount: totalBefore?.PersonCount,
      AudioGoodStreamCount: totalBefore?.AudioGoodStreamCount,
      AudioPoorStreamCount: totalBefore?.AudioPoorStreamCount,
    });
  });

  it('counts a call once in what it folds, however many of its ends are in there', async () => {
    const store = await storeOfAllKinds();
    await freezeDay(store, TODAY, NO_SIGNAL);
    const calls = Number(ofDimension(store, 'total')[0]?.CallCount);
    const [other] = ofDimension(store, 'network').filter(({ Value }) => Value === OTHER);
    expect(Number(other?.CallCount)).toBeLessThanOrEqual(calls);
  });

  it('is frozen with one sum where the day is summed up, and else by the next run where one run has time for one sum', async () => {
    const summed = await storeOfAllKinds();
    const fresh = await storeOfAllKinds();
    await summarizeDay(summed, TODAY, NO_SIGNAL);
    /** Ends once streams are read for the second time. */
    const runWithOneSum = async (store: SimulatedStore) => {
      const over = new AbortController();
      let sums = 0;
      const tables = store.tables.seenThrough(({ table, operation, phase }) => {
        if (table !== 'MediaStreams' || operation !== 'query' || phase !== 'before') return;
        sums += 1;
        if (sums > 1) over.abort(new DeadlineExceeded('the time allowed is over'));
      });
      const { tenantId, clock } = store;
      await freezeDay(createStore({ tables, tenantId, clock }), TODAY, over.signal);
    };
    await runWithOneSum(summed);
    await expect(runWithOneSum(fresh)).rejects.toThrow(DeadlineExceeded);
    expect(ofDimension(fresh, 'total')[0]?.FrozenAt).toBeUndefined();
    await runWithOneSum(fresh);
    const figures = (store: SimulatedStore) =>
      rowsIn(store).map(({ Dimension, Value, CallCount, PersonCount }) => [
        Dimension,
        Value,
        CallCount,
        PersonCount,
      ]);
    expect(figures(fresh)).toEqual(figures(summed));
    expect(ofDimension(fresh, 'total')[0]?.FrozenAt).toBeDefined();
  });

  it('has no value of few people when a run before it ended at any of its writes', async () => {
    for (let end = 1; end < 200; end += 1) {
      const store = await storeOfAllKinds();
      let writes = 0;
      const tables = store.tables.seenThrough(({ table, operation, phase }) => {
        if (table !== 'QualitySummaries' || operation === 'query' || phase !== 'after') return;
        writes += 1;
        if (writes === end) throw new StorageFailure('the process ended');
      });
      const { tenantId, clock } = store;
      const isEnded = await freezeDay(createStore({ tables, tenantId, clock }), TODAY, NO_SIGNAL).then(
        () => false,
        () => true,
      );
      if (!isEnded) return;
      await freezeDay(store, TODAY, NO_SIGNAL);
      const few = rowsIn(store).filter(
        ({ Dimension, Value, PersonCount }) =>
          Dimension !== 'total' && Value !== OTHER && Number(PersonCount) < FEWEST_PEOPLE,
      );
      expect(few, `ended at write ${end}`).toEqual([]);
    }
    expect.unreachable('some run comes to its end');
  });

  describe('whose calls could not be summed up', () => {
    const isNotSummed = async () => false;
    const isOfFew = ({ Dimension, PersonCount }: Readonly<Record<string, unknown>>) =>
      Dimension !== 'total' && Number(PersonCount) < FEWEST_PEOPLE;

    it('stays as its summary stands, without values of few people, at least two of a dimension, and says so', async () => {
      const store = await storeOfAllKinds();
      await summarizeDay(store, TODAY, NO_SIGNAL);
      await store.store(store.startCall({ kind: 'peer-to-peer', versions: [{}] }));
      const before = rowsIn(store);
      expect(await freezeDay(store, TODAY, NO_SIGNAL, isNotSummed)).toBe('asStored');
      expect(rowsIn(store).filter(isOfFew)).toEqual([]);
      const after = rowsIn(store);
      for (const dimension of new Set(before.map(({ Dimension }) => Dimension))) {
        const of = (rows: typeof after) => rows.filter(({ Dimension }) => Dimension === dimension);
        expect(of(before).length - of(after).length, `${dimension}`).not.toBe(1);
        for (const row of of(after).filter(({ Value }) => Value !== undefined)) {
          const { Digest: _, ...counted } = of(before).find(({ Value }) => Value === row.Value) ?? {};
          expect(row).toMatchObject(counted);
        }
      }
      const total = after.at(-1);
      expect(total).toMatchObject({ IsFrozenAsStored: true, FrozenAt: expect.anything() });
      expect(total?.CallCount).toBe(before.at(-1)?.CallCount);
      expect(new Set(after.map(({ Digest }) => Digest)).size).toBe(1);
      expect(await freezeDay(store, TODAY, NO_SIGNAL)).toBe('before');
    });

    it('keeps a total that counts nothing where none can be read', async () => {
      const store = await storeOfAllKinds();
      await freezeDay(store, TODAY, NO_SIGNAL, isNotSummed);
      expect(rowsIn(store)).toMatchObject([{ Dimension: 'total', CallCount: 0, IsFrozenAsStored: true }]);
    });

    it('tells of no value by what is missing, wherever a run before it ended, of either kind', async () => {
      for (const mayBeSummed of [isNotSummed, async () => true]) {
        let end = 0;
        for (let isEnded = true; isEnded; ) {
          end += 1;
          const store = createSimulatedStore();
          for (const kind of ['meeting', 'group-call', 'peer-to-peer'] as const)
            await store.store(store.startCall({ kind, versions: [{}] }));
          await summarizeDay(store, TODAY, NO_SIGNAL);
          const before = rowsIn(store);
          let writes = 0;
          const tables = store.tables.seenThrough(({ table, operation, phase }) => {
            if (table !== 'QualitySummaries' || operation === 'query' || phase !== 'after') return;
            writes += 1;
            if (writes === end) throw new StorageFailure('the process ended');
          });
          const dying = createStore({ tables, tenantId: store.tenantId, clock: store.clock });
          isEnded = await freezeDay(dying, TODAY, NO_SIGNAL, mayBeSummed).then(
            () => false,
            () => true,
          );
          if (!isEnded) continue;
          await freezeDay(store, TODAY, NO_SIGNAL, isNotSummed);
          const after = rowsIn(store).filter(({ Value }) => Value !== OTHER);
          for (const dimension of new Set(before.map(({ Dimension }) => Dimension))) {
            const of = (rows: typeof after) => rows.filter(({ Dimension }) => Dimension === dimension);
            const [gone, few] = [of(before).length - of(after).length, of(after).filter(isOfFew)];
            expect([gone === 1, few], `${dimension}, ended at write ${end}`).toEqual([false, []]);
          }
        }
        expect(end).toBeGreaterThan(2);
      }
    });
  });

  it('is never written again, though its calls change or go', async () => {
    const store = await storeOfAllKinds();
    await freezeDay(store, TODAY, NO_SIGNAL);
    const frozen = store.tables.rows('QualitySummaries');
    for (const row of store.tables.rows('CallsByDay')) await store.tables.table('CallsByDay').delete(row);
    expect(await summarizeDay(store, TODAY, NO_SIGNAL)).toBe('unchanged');
    await freezeDay(store, TODAY, NO_SIGNAL);
    expect(store.tables.rows('QualitySummaries')).toEqual(frozen);
  });

  it('of few people altogether keeps its total alone', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'peer-to-peer', versions: [{}] }));
    await freezeDay(store, TODAY, NO_SIGNAL);
    const named = rowsIn(store).filter(({ Dimension, Value }) => Dimension !== 'total' && Value !== OTHER);
    expect(named).toEqual([]);
  });
});
