/** Somebody is excluded from a call, beside versions that come, ingests that do not know it yet, and the end of a process. */

import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { forget } from '../../../src/forget/forget.ts';
import { requestExclusion } from '../../../src/forget/request.ts';
import { silentLog } from '../../../src/logs/log.ts';
import type { CallRecordReading } from '../../../src/ports/graph.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import { storeCallRecord } from '../../../src/store/store-call-record.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import { NOTHING_WITHHELD, readWithheld, type Withheld } from '../../../src/withheld/withheld.ts';
import { firstVersion, readingOf, secondVersion, TENANT_ID } from '../../exploration/call-versions.ts';
import { ManualClock } from '../../manual-clock.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, among the participants. */
const EXCLUDED = 'ben';
/** At an end of the last session alone. */
const LATE = 'zoe';
const HOUR_MINUTES = 60;
/** Between two runs of the timer. */
const RUN_EVERY_MINUTES = 15;
const MOST_RUNS = 12;

interface Scene {
  readonly tables: MemoryTables;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Stores a reading as an ingest does that knew this when it opened the call. */
  ingest(reading: CallRecordReading, knew: Withheld, through?: Tables): Promise<void>;
  exclude(id: string): Promise<void>;
  /** Runs the timer once. */
  run(): Promise<void>;
}

function createScene(): Scene {
  const tables = createMemoryTables();
  const clock = new ManualClock('2026-11-24T09:00:00Z');
  const store = createStore({ tables, tenantId: TENANT_ID, clock });
  let drawn = 0;
  const hex = (length: number) => {
    drawn += 1;
    return drawn.toString(16).padStart(length, '0');
  };
  const random = { fraction: () => 0.5, hex };
  return {
    tables,
    clock,
    store,
    async ingest(reading, withheld, through = tables) {
      const seen = createStore({ tables: through, tenantId: TENANT_ID, clock });
      await storeCallRecord(seen, random, reading, { rewrite: false, attemptedBefore: true, withheld });
    },
    async exclude(id) {
      await requestExclusion(store, random, { kind: 'user', ids: [id] });
    },
    run: async () => await forget({ store, random, door: createDoor(store), log: silentLog }),
  };
}

async function untilFinished({ clock, run }: Scene): Promise<void> {
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    await run();
    clock.advance({ minutes: RUN_EVERY_MINUTES });
  }
}

/** The version, with a last page of sessions on which somebody is whom nothing before it names. */
function withLatePage(): CallRecordReading {
  const reading = readingOf(secondVersion);
  const caller = { identity: { user: { id: LATE } } };
  const members = [{ id: LATE, modalities: ['audio'], caller, segments: [] }];
  return {
    ...reading,
    async *sessionPages() {
      yield* reading.sessionPages();
      yield { members, answers: [{ request: 'sessions', text: JSON.stringify({ value: members }) }] };
    },
  };
}

/** Rows of the call but its head and the row that lists it. */
function left({ tables }: Scene, when: string) {
  const places = [...childTableNames, 'CallsByUser' as const].flatMap((name) =>
    tables.rows(name).map(({ rowKey }) => `${name} ${rowKey}`),
  );
  return places.length === 0
    ? []
    : [broken('forgotten', `${when}: of an excluded call stand ${places.join(', ')}`)];
}

export const exclusionProofs = {
  'somebody is excluded, and a version of their call comes': async () => {
    const scene = createScene();
    await scene.exclude(EXCLUDED);
    await scene.ingest(readingOf(firstVersion), await readWithheld(scene.store));
    return left(scene, 'after it came');
  },

  'somebody is excluded who shows on the last page of sessions alone': async () => {
    const scene = createScene();
    await scene.exclude(LATE);
    await scene.ingest(withLatePage(), await readWithheld(scene.store));
    return left(scene, 'in the end');
  },

  'a process ends at any request about a call of somebody who is excluded': async () => {
    for (const [id, reading] of [
      [EXCLUDED, () => readingOf(firstVersion)],
      [LATE, withLatePage],
    ] as const) {
      for (let last = 1, hasEnded = true; hasEnded; last += 1) {
        const scene = createScene();
        await scene.exclude(id);
        let seen = 0;
        const dying = scene.tables.seenThrough(({ phase }) => {
          if (phase === 'after') seen += 1;
          if (seen >= last) throw new Error('the process ends');
        });
        const ended = scene.ingest(reading(), await readWithheld(scene.store), dying);
        hasEnded = await ended.then(
          () => false,
          () => true,
        );
        const named = namedIn(scene, id);
        if (named.length > 0)
          return [broken('forgotten', `after request ${last}, ${id} stands in ${named.join(', ')}`)];
      }
    }
    return [];
  },

  'an ingest that did not know of an exclusion commits minutes later': async () => {
    const scene = createScene();
    await scene.exclude(EXCLUDED);
    for (let runs = 0; runs < 3; runs += 1) {
      scene.clock.advance({ minutes: 3 });
      await scene.run();
    }
    await scene.ingest(readingOf(secondVersion), NOTHING_WITHHELD);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await untilFinished(scene);
    return left(scene, 'in the end');
  },
} as const satisfies Readonly<Record<string, Proof>>;

/** Tables in which a cell is the id. */
function namedIn({ tables }: Scene, id: string): ReadonlyArray<string> {
  return tables.names
    .filter((name) => name !== 'Withheld')
    .filter((name) =>
      tables.rows(name).some(({ cells }) => Object.values(cells).some(({ value }) => value === id)),
    );
}
