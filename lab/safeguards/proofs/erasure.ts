/** Somebody is erased from a call, beside late versions, attempts that ended, and the end of the process at any request. */

import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { forget } from '../../../src/forget/forget.ts';
import { requestErasure } from '../../../src/forget/request.ts';
import { silentLog } from '../../../src/logs/log.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import { settleStored } from '../../../src/store/settle.ts';
import { storeCallRecord } from '../../../src/store/store-call-record.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import { NOTHING_WITHHELD, readWithheld, type Withheld } from '../../../src/withheld/withheld.ts';
import {
  CALL_ID,
  type CallVersion,
  firstVersion,
  readingOf,
  secondVersion,
  TENANT_ID,
} from '../../exploration/call-versions.ts';
import { ManualClock } from '../../manual-clock.ts';
import { broken, type Proof } from './proof.ts';

/** In every version, and the organizer too. */
const ERASED = 'ada';
const HOUR_MINUTES = 60;
/** Between two runs of the timer. */
const RUN_EVERY_MINUTES = 15;
const MOST_RUNS = 12;

interface Scene {
  readonly tables: MemoryTables;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Stores a version as an ingest does that knew this when it opened the call. */
  ingest(version: CallVersion, knew: Withheld, tables?: Tables): Promise<void>;
  /** Runs the timer once, over these tables. */
  run(tables?: Tables): Promise<void>;
  ask(): Promise<void>;
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
    async ingest(version, withheld, through = tables) {
      const seen = createStore({ tables: through, tenantId: TENANT_ID, clock });
      await storeCallRecord(seen, random, readingOf(version), {
        rewrite: false,
        attemptedBefore: true,
        withheld,
      });
    },
    async run(through = tables) {
      const seen = createStore({ tables: through, tenantId: TENANT_ID, clock });
      await forget({ store: seen, random, door: createDoor(seen), log: silentLog });
    },
    async ask() {
      await requestErasure(store, random, [ERASED]);
    },
  };
}

async function untilFinished({ clock, run }: Scene): Promise<void> {
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    await run();
    clock.advance({ minutes: RUN_EVERY_MINUTES });
  }
}

async function twoRuns({ clock, run }: Scene): Promise<void> {
  await run();
  clock.advance({ minutes: RUN_EVERY_MINUTES });
  await run();
}

/** Cells and keys that say the erased id, but for the row that asks for the erasure. */
function found({ tables }: Scene, when: string) {
  const places = tables.names
    .filter((name) => name !== 'Withheld')
    .flatMap((name) =>
      tables
        .rows(name)
        .filter(({ partitionKey, cells }) =>
          [partitionKey.split('_')[1], ...Object.values(cells).map(({ value }) => value)].includes(ERASED),
        )
        .map(({ rowKey }) => `${name} ${rowKey}`),
    );
  return places.length === 0
    ? []
    : [broken('forgotten', `${when}: the erased person stands in ${places.join(', ')}`)];
}

export const erasureProofs = {
  'somebody is erased, and a version comes later': async () => {
    const scene = createScene();
    await scene.ingest(firstVersion, NOTHING_WITHHELD);
    await scene.ask();
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await untilFinished(scene);
    await scene.ingest(secondVersion, await readWithheld(scene.store));
    return found(scene, 'after a later version');
  },

  'an ingest that did not know of an erasure commits minutes later': async () => {
    const scene = createScene();
    await scene.ask();
    for (let runs = 0; runs < 3; runs += 1) {
      scene.clock.advance({ minutes: 3 });
      await scene.run();
    }
    await scene.ingest(secondVersion, NOTHING_WITHHELD);
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await untilFinished(scene);
    return found(scene, 'in the end');
  },

  'a settle that read a call before it was stored again writes hints later': async () => {
    const scene = createScene();
    await scene.ingest(firstVersion, NOTHING_WITHHELD);
    await scene.ask();
    scene.clock.advance({ minutes: HOUR_MINUTES });
    let passes: Promise<void> | undefined;
    let hasEnded = false;
    const slow = scene.tables.seenThrough(async ({ table, operation, phase }) => {
      if (hasEnded) throw new Error('the process ends');
      if (table !== 'CallsByUser' || operation !== 'upsert') return;
      if (phase === 'after') hasEnded = true;
      else {
        passes ??= twoRuns(scene);
        await passes;
      }
    });
    const seen = createStore({ tables: slow, tenantId: TENANT_ID, clock: scene.clock });
    await settleStored(seen, CALL_ID, await readWithheld(scene.store)).catch(() => undefined);
    await untilFinished(scene);
    return found(scene, 'in the end');
  },

  'the commit of a call is settled after the last pass': async () => {
    const scene = createScene();
    const dying = scene.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'insert' && phase === 'after')
        throw new Error('the process ends');
    });
    await scene.ingest(firstVersion, NOTHING_WITHHELD, dying).catch(() => undefined);
    await scene.ask();
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await untilFinished(scene);
    await scene.ingest(firstVersion, await readWithheld(scene.store));
    return found(scene, 'after the message has come again');
  },

  'somebody is erased from a call above whose head an attempt ended': async () => {
    const scene = createScene();
    await scene.ingest(firstVersion, NOTHING_WITHHELD);
    const dying = scene.tables.seenThrough(({ table, operation, phase }) => {
      if (table === 'CallRecords' && operation === 'replace' && phase === 'before')
        throw new Error('the process ends');
    });
    const store = createStore({ tables: dying, tenantId: TENANT_ID, clock: scene.clock });
    const random = { fraction: () => 0.5, hex: () => 'ffffffffffff' };
    const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
    await storeCallRecord(store, random, readingOf(secondVersion), options).catch(() => undefined);
    await scene.ask();
    scene.clock.advance({ minutes: HOUR_MINUTES });
    await untilFinished(scene);
    return found(scene, 'in the end');
  },

  'an erasure ends at any request': async () => {
    for (let last = 1; ; last += 1) {
      const scene = createScene();
      await scene.ingest(firstVersion, NOTHING_WITHHELD);
      await scene.ask();
      scene.clock.advance({ minutes: HOUR_MINUTES });
      let seen = 0;
      const dying = scene.tables.seenThrough(({ phase }) => {
        if (phase === 'after') seen += 1;
        if (seen >= last) throw new Error('the process ends');
      });
      const hasEnded = await scene.run(dying).then(
        () => false,
        () => true,
      );
      await untilFinished(scene);
      const violations = found(scene, `the process ended after request ${last}`);
      if (violations.length > 0 || !hasEnded) return violations;
    }
  },
} as const satisfies Readonly<Record<string, Proof>>;
