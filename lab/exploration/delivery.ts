/**
 * One delivery of a message to ingest, which stands still at every request to storage until it is told the reply.
 * Everything between two requests happens at once: no timers, so that it can be repeated.
 */

import { setImmediate } from 'node:timers/promises';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { forgetCall } from '../../src/forget/forget-call.ts';
import { type Ingesting, ingest } from '../../src/ingest/ingest.ts';
import type { Outcome } from '../../src/ingest/outcome.ts';
import type { Day } from '../../src/language/day.ts';
import { OneAtATime } from '../../src/language/one-at-a-time.ts';
import { silentLog } from '../../src/logs/log.ts';
import type { IngestReason } from '../../src/ports/call-record-message.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { deleteListedCalls } from '../../src/retention/delete-day.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { queuedMessage } from '../queued-message.ts';
import { askingTables, type TableCall } from '../storage/table-call.ts';
import { CALL_ID, type CallVersion, PLACE, readingOf, TENANT_ID } from './call-versions.ts';
import type { Reply } from './snapshot.ts';

/** A message to explore. */
export interface MessageScript {
  readonly name: string;
  readonly reason: IngestReason;
  /** What Graph shows each time the call is opened; the last one from then on. */
  readonly shows: ReadonlyArray<CallVersion>;
  /** What may be kept; everything unless it says otherwise. */
  readonly withheld?: Withheld;
  /** Not a message: a run of retention deletes the calls of this day. */
  readonly deletes?: Day;
  /** Not a message: the timer forget stores the call again through the door, because of people with these ids. */
  readonly forgets?: ReadonlyArray<string>;
}

export interface DeliveryOptions {
  readonly script: MessageScript;
  /** 1 for the first. */
  readonly number: number;
  /** How often earlier deliveries of the message have opened the call. */
  readonly openingsBefore: number;
}

/** How ingest ended; `rejected`: the message will be delivered again. */
export type Ending = Outcome['kind'] | 'rejected';

interface Asked {
  readonly call: TableCall;
  readonly answer: (reply: Reply) => void;
}

/** Nothing happens by time here. */
const NOW = new Date('2026-11-25T09:00:00.000Z');
export const STOPPED_CLOCK: Clock = {
  now: () => NOW,
  sleep: async () => {},
  withDeadline: (_, work) => work(new AbortController().signal),
};

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #asked: Array<Asked> = [];
  #openings: number;
  #attempts = 0;
  #ending: Ending | undefined;

  private constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#openings = options.openingsBefore;
  }

  /** Resolves when ingest stands at its first request. */
  static async begin(options: DeliveryOptions): Promise<Delivery> {
    const delivery = new Delivery(options);
    // Never rejects: how it ends is kept.
    void delivery.#run();
    await delivery.#standstill();
    return delivery;
  }

  /** The request that ingest waits for; undefined when it has ended. */
  get next(): TableCall | undefined {
    return this.#asked[0]?.call;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** How often this and earlier deliveries have opened the call. */
  get openings(): number {
    return this.#openings;
  }

  /** Answers the request; resolves when ingest stands at the next one, or has ended. */
  async answer(reply: Reply): Promise<void> {
    this.#asked.shift()?.answer(reply);
    await this.#standstill();
  }

  /** A document is decompressed on another thread; everything else between two requests happens at once. */
  async #standstill(): Promise<void> {
    await setImmediate();
    if (this.#options.script.forgets === undefined) return;
    while (this.#asked.length === 0 && this.#ending === undefined) await setImmediate();
  }

  async #run(): Promise<void> {
    const { script, number } = this.#options;
    if (script.deletes !== undefined) return await this.#delete(script.deletes);
    if (script.forgets !== undefined) return await this.#forget(script.forgets);
    const delivery = { messageId: script.name, dequeueCount: number, insertedAt: NOW };
    try {
      const message = queuedMessage(TENANT_ID, CALL_ID, NOW, script.reason);
      const outcome = await ingest(this.#ingesting(), message, delivery);
      this.#ending = outcome.kind;
    } catch {
      this.#ending = 'rejected';
    }
  }

  async #delete(day: Day): Promise<void> {
    await deleteListedCalls(this.#store(), day, new AbortController().signal, () => undefined);
    this.#ending = 'stored';
  }

  async #forget(ids: ReadonlyArray<string>): Promise<void> {
    const { store, random, door } = this.#ingesting();
    try {
      await forgetCall({ store, random, door }, PLACE, { rowKey: '', kind: 'user', ids });
      this.#ending = 'stored';
    } catch {
      this.#ending = 'rejected';
    }
  }

  #store(): Store {
    const tables = askingTables((call) => this.#ask(call));
    return createStore({ tables, tenantId: TENANT_ID, clock: STOPPED_CLOCK });
  }

  #ingesting(): Ingesting {
    const { withheld = NOTHING_WITHHELD } = this.#options.script;
    return {
      store: this.#store(),
      queue: createMemoryQueue(STOPPED_CLOCK),
      callRecords: { open: async () => readingOf(this.#open()) },
      random: { fraction: () => 0.5, hex: (length) => this.#nameAttempt().padStart(length, '0') },
      turns: new OneAtATime(),
      // Its read is once a minute and touches no row of a call.
      door: { read: async () => withheld },
      // Its writes are once a minute and touch no row of a call.
      note: async () => {},
      latencyWindowMinutes: 150,
      log: silentLog,
    };
  }

  #ask(call: TableCall): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const answer = (reply: Reply) => ('error' in reply ? reject(reply.error) : resolve(reply.value));
    this.#asked.push({ call, answer });
    return promise;
  }

  #open(): CallVersion {
    const { shows } = this.#options.script;
    const shown = shows[Math.min(this.#openings, shows.length - 1)];
    this.#openings += 1;
    if (shown === undefined) throw new Error('Graph has nothing to show');
    return shown;
  }

  /** Hexadecimal: whose attempt, of which delivery, the how-many-eth. */
  #nameAttempt(): string {
    this.#attempts += 1;
    return `${attemptPrefix(this.#options.script, this.#options.number)}${this.#attempts}`;
  }
}

/** With it the names of all attempts of a delivery begin. */
export function attemptPrefix({ name }: MessageScript, delivery: number): string {
  return `${name.toLowerCase()}${delivery}`;
}
