/** One call, a user who is erased from it or excluded, and the timer that goes on with both. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { forget } from '../../../src/forget/forget.ts';
import { requestErasure, requestExclusion } from '../../../src/forget/request.ts';
import { type Ingesting, ingest } from '../../../src/ingest/ingest.ts';
import { OneAtATime } from '../../../src/language/one-at-a-time.ts';
import { silentLog } from '../../../src/logs/log.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { CallRecordReading } from '../../../src/ports/graph.ts';
import type { Tables } from '../../../src/ports/storage.ts';
import { createStore, type Store } from '../../../src/rows/store.ts';
import type { Rebuilding } from '../../../src/store/rebuild.ts';
import { storeCallRecord } from '../../../src/store/store-call-record.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import type { ExclusionKind } from '../../../src/withheld/exclusion.ts';
import { NOTHING_WITHHELD, readWithheld, type Withheld } from '../../../src/withheld/withheld.ts';
import {
  CALL_ID,
  type CallVersion,
  readingOf,
  secondVersion,
  TENANT_ID,
} from '../../exploration/call-versions.ts';
import { ManualClock } from '../../manual-clock.ts';
import { queuedMessage } from '../../queued-message.ts';

/** After it, nothing lives that did not know who is left out. */
const HOUR_MINUTES = 60;
/** Between two runs of the timer. */
export const RUN_EVERY_MINUTES = 15;
const MOST_RUNS = 12;

export class LeftOut {
  readonly tables: MemoryTables = createMemoryTables();
  readonly clock = new ManualClock('2026-11-24T09:00:00Z');
  readonly store: Store = createStore({ tables: this.tables, tenantId: TENANT_ID, clock: this.clock });
  #drawn = 0;
  readonly #random = {
    fraction: () => 0.5,
    hex: (length: number) => {
      this.#drawn += 1;
      return this.#drawn.toString(16).padStart(length, '0');
    },
  };

  /** What a process works with that sees the tables so. */
  through(tables: Tables): Rebuilding {
    const store = createStore({ tables, tenantId: TENANT_ID, clock: this.clock });
    return { store, random: this.#random, door: createDoor(store) };
  }

  /** Stores a reading as an ingest does that knew this when it opened the call; by default, all there is to know. */
  async ingest(
    reading: CallRecordReading,
    {
      withheld,
      tables = this.tables,
      attemptedBefore = true,
    }: { withheld?: Withheld; tables?: Tables; attemptedBefore?: boolean } = {},
  ): Promise<void> {
    const { store, random } = this.through(tables);
    const known = withheld ?? (await readWithheld(this.store));
    await storeCallRecord(store, random, reading, { rewrite: false, attemptedBefore, withheld: known });
  }

  /** Stores a version as an ingest does that knows of no erasure and no exclusion. */
  async ingestUnknowing(
    version: CallVersion,
    options: { tables?: Tables; attemptedBefore?: boolean } = {},
  ): Promise<void> {
    await this.ingest(readingOf(version), { withheld: NOTHING_WITHHELD, ...options });
  }

  /** Delivers the message of the call; `read` is what Graph does meanwhile. Its timer does not run while it stands still. */
  async ingestReading(read: () => Promise<CallRecordReading>): Promise<void> {
    const { store, ...others } = this.through(this.tables);
    const withDeadline: Clock['withDeadline'] = (_, work) => work(new AbortController().signal);
    const clock: Clock = { now: () => this.clock.now(), sleep: async () => {}, withDeadline };
    const ingesting: Ingesting = {
      ...others,
      store: { ...store, clock },
      queue: createMemoryQueue(this.clock),
      callRecords: { open: read },
      turns: new OneAtATime(),
      note: async () => {},
      latencyWindowMinutes: 150,
      log: silentLog,
    };
    const insertedAt = this.clock.now();
    const delivery = { messageId: 'message', dequeueCount: 1, insertedAt };
    await ingest(ingesting, queuedMessage(TENANT_ID, CALL_ID, insertedAt), delivery);
  }

  async erase(id: string): Promise<void> {
    await requestErasure(this.store, this.#random, [id]);
  }

  async exclude(id: string, kind: ExclusionKind = 'user'): Promise<void> {
    await requestExclusion(this.store, this.#random, { kind, ids: [id] });
  }

  /** Runs the timer once, over these tables. */
  async run(tables: Tables = this.tables): Promise<void> {
    await forget({ ...this.through(tables), log: silentLog });
  }

  async untilFinished(): Promise<void> {
    for (let runs = 0; runs < MOST_RUNS; runs += 1) {
      await this.run();
      this.clock.advance({ minutes: RUN_EVERY_MINUTES });
    }
  }

  passAnHour(): void {
    this.clock.advance({ minutes: HOUR_MINUTES });
  }

  /** An ingest that did not know of it commits minutes after it was asked for. */
  async unknownForMinutes(): Promise<void> {
    for (let runs = 0; runs < 3; runs += 1) {
      this.clock.advance({ minutes: 3 });
      await this.run();
    }
    await this.ingestUnknowing(secondVersion);
    this.passAnHour();
    await this.untilFinished();
  }

  /** Tables over which a process ends with this request. */
  endingAt(request: number): Tables {
    let carriedOut = 0;
    return this.#endingOnce(({ phase }) => {
      if (phase === 'after') carriedOut += 1;
      return carriedOut >= request;
    });
  }

  /** Tables over which a process ends before or after it writes the head. */
  endingAtHead(operation: 'insert' | 'replace', phase: TableRequest['phase']): Tables {
    return this.#endingOnce(
      (request) =>
        request.table === 'CallRecords' && request.operation === operation && request.phase === phase,
    );
  }

  #endingOnce(isOver: (request: TableRequest) => boolean): Tables {
    return this.tables.seenThrough((request) => {
      if (isOver(request)) throw new Error('the process ends');
    });
  }

  /** Tables and rows in which a key or a cell is the id, but for those that ask for it. */
  naming(id: string): ReadonlyArray<string> {
    return this.tables.names
      .filter((name) => name !== 'Withheld')
      .flatMap((name) =>
        this.tables
          .rows(name)
          .filter(({ partitionKey, cells }) =>
            [partitionKey.split('_')[1], ...Object.values(cells).map(({ value }) => value)].includes(id),
          )
          .map(({ rowKey }) => `${name} ${rowKey}`),
      );
  }
}

/** Whether a process ended there. */
export async function hasEnded(process: Promise<unknown>): Promise<boolean> {
  return await process.then(
    () => false,
    () => true,
  );
}
