/** What a rebuild costs is said before it starts, and its pace leaves room for ingest. */

import { describe, expect, it } from 'vitest';
import { CALL_KINDS, type CallKind } from '../../lab/graph/call-kinds.ts';
import { createStore } from '../../src/rows/store.ts';
import { costOfRebuild } from '../../src/store/rebuild.ts';
import { ROWS_A_SECOND } from '../../src/store/rebuild-cost.ts';
import { makeOld, rebuildToday, TODAY } from './earlier-layout.ts';
import { createSimulatedStore } from './simulated-store.ts';

const CHILDREN = ['Participants', 'Sessions', 'Segments', 'MediaStreams'] as const;

describe('the cost of a rebuild', () => {
  it.each(Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>)(
    'is the requests that it makes, a sixth more or less: a call of kind %s',
    async (kind) => {
      const store = createSimulatedStore();
      await store.store(store.startCall({ kind }));
      await makeOld(store.tables);
      const { calls, requests } = await costOfRebuild(store, { from: TODAY, to: TODAY });
      let made = 0;
      const counted = store.tables.seenThrough(({ phase }) => {
        if (phase === 'before') made += 1;
      });
      expect(await rebuildToday(store, counted)).toMatchObject({ rebuilt: 1 });
      expect(calls).toBe(1);
      expect(requests / made).toBeGreaterThan(5 / 6);
      expect(requests / made).toBeLessThan(7 / 6);
    },
  );

  it('asks for a thousand calls at once, and for no row of theirs', async () => {
    const store = createSimulatedStore();
    for (let call = 0; call < 3; call += 1) await store.store(store.startCall({ kind: 'peer-to-peer' }));
    const asked: Array<string> = [];
    const tables = store.tables.seenThrough(({ phase, operation, table }) => {
      if (phase === 'before') asked.push(`${operation} ${table}`);
    });
    const cost = await costOfRebuild(createStore({ ...store, tables }), { from: TODAY, to: TODAY });
    expect(cost.calls).toBe(3);
    expect(asked).toEqual(['query CallsByDay']);
  });
});

describe('the pace of a rebuild', () => {
  it('changes no more rows a second than its pace allows, and takes as long as was said', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'large-meeting' }));
    await makeOld(store.tables);
    const rows = CHILDREN.reduce((sum, table) => sum + store.tables.rows(table).length, 0);
    const { seconds } = await costOfRebuild(store, { from: TODAY, to: TODAY });
    const begun = store.clock.now().getTime();
    await rebuildToday(store);
    const took = (store.clock.now().getTime() - begun) / 1_000;
    // Each row is written once and deleted once.
    expect(took).toBeGreaterThanOrEqual((2 * rows) / ROWS_A_SECOND - 0.01);
    expect(took / seconds).toBeCloseTo(1, 1);
  });

  it('does not wait for calls that are current', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'large-meeting' }));
    const begun = store.clock.now();
    expect(await rebuildToday(store)).toMatchObject({ rebuilt: 0, current: 1 });
    expect(store.clock.now()).toEqual(begun);
  });
});
