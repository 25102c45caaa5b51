/** One instance of the function app: a process with its own clock, which can end at any moment. */

import { followStorage, type StorageClock } from '../../../src/adapters/storage-clock.ts';
import type { Application } from '../../../src/app.ts';
import { silentLog } from '../../../src/logs/log.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { DeadlineExceeded } from '../../../src/ports/clock.ts';
import type { VirtualTime } from './virtual-time.ts';

export class Instance {
  readonly name: string;
  readonly clock: StorageClock;
  /** The secrets whose notifications it takes. */
  readonly secrets: ReadonlyArray<string>;
  #isAlive = true;
  #takesWork = true;
  #frozenUntil = 0;
  #aheadMilliseconds: number;
  readonly #whenDead = new Set<() => void>();
  #application: Application | undefined;

  /** `aheadMilliseconds`: how far its clock is ahead. */
  constructor(name: string, time: VirtualTime, secrets: ReadonlyArray<string>, aheadMilliseconds = 0) {
    this.name = name;
    this.secrets = secrets;
    this.#aheadMilliseconds = aheadMilliseconds;
    this.clock = followStorage(clockOf(this, time), silentLog);
  }

  /** How far its clock is ahead. */
  get aheadMilliseconds(): number {
    return this.#aheadMilliseconds;
  }

  /** Its clock is set, that much further ahead. */
  setClock(milliseconds: number): void {
    this.#aheadMilliseconds += milliseconds;
  }

  get application(): Application {
    if (this.#application === undefined) throw new Error(`${this.name} has not started`);
    return this.#application;
  }

  start(application: Application): void {
    this.#application = application;
  }

  /** A request to the webhook. Without `announcesLength` it comes in pieces, and does not say how long it will be. */
  receive(url: string, body: string, announcesLength = true): ReturnType<Application['receive']> {
    const bytes = new TextEncoder().encode(body);
    return this.application.receive({
      url,
      contentLength: announcesLength ? bytes.byteLength : undefined,
      body: () => ReadableStream.from([bytes]),
      traceparent: undefined,
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Whether it gets new work: not any more when it is about to be replaced. */
  get takesWork(): boolean {
    return this.#isAlive && this.#takesWork;
  }

  retire(): void {
    this.#takesWork = false;
  }

  /** Until when it stands still, in milliseconds since the epoch: nothing of it goes on before. */
  get frozenUntil(): number {
    return this.#frozenUntil;
  }

  freeze(until: number): void {
    this.#frozenUntil = Math.max(until, this.#frozenUntil);
  }

  /** From here on nothing of it goes on: what it awaits never settles. */
  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    for (const tell of this.#whenDead) tell();
    this.#whenDead.clear();
  }

  /** Returns a function that takes the wish to be told back. */
  whenDead(tell: () => void): () => void {
    this.#whenDead.add(tell);
    return () => this.#whenDead.delete(tell);
  }
}

/** What a dead process awaits. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}

function clockOf(instance: Instance, time: VirtualTime): Clock {
  return {
    now: () => new Date(time.milliseconds + instance.aheadMilliseconds),

    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const onAbort = () => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        const wake = () => {
          if (instance.frozenUntil > time.milliseconds) return time.at(instance.frozenUntil, wake);
          signal?.removeEventListener('abort', onAbort);
          if (instance.isAlive) resolve();
        };
        // Timers have whole milliseconds, and are never early here.
        time.in(Math.ceil(Math.max(0, milliseconds)), wake);
      });
    },

    async withDeadline(milliseconds, work) {
      const controller = new AbortController();
      let isOver = false;
      const end = () => {
        if (instance.frozenUntil > time.milliseconds) return time.at(instance.frozenUntil, end);
        if (!instance.isAlive || isOver) return;
        controller.abort(new DeadlineExceeded(`not done within ${milliseconds / 1000} s`));
      };
      time.in(milliseconds, end);
      return await work(controller.signal).finally(() => {
        isOver = true;
      });
    },
  };
}
