/** What is wrong on the way to storage and back from Graph right now. */

import type { StorageFault } from '../../storage/storage-fault.ts';

interface Lasting {
  /** In seconds from the beginning of the world. */
  readonly until: number;
}

export interface StorageTrouble extends Lasting {
  readonly of: 'tables' | 'queue' | 'both';
  readonly how: StorageFault;
  /** Of the requests, from 0 to 1. */
  readonly share: number;
}

interface Loss extends Lasting {
  readonly share: number;
}

interface Slowness extends Lasting {
  readonly mostMilliseconds: number;
}

export class Conditions {
  readonly storageFault: Array<StorageTrouble> = [];
  /** Of storage. */
  readonly repliesLost: Array<Loss> = [];
  /** Of Graph. */
  readonly answersLost: Array<Loss> = [];
  readonly slowStorage: Array<Slowness> = [];
  readonly #second: () => number;

  /** `second`: since the beginning of the world. */
  constructor(second: () => number) {
    this.#second = second;
  }

  clear(): void {
    for (const all of [this.storageFault, this.repliesLost, this.answersLost, this.slowStorage])
      all.length = 0;
  }

  /** Faults of storage that may strike a request to it. */
  storageFaults(of: 'tables' | 'queue'): ReadonlyArray<StorageTrouble> {
    return this.storageFault.filter(
      (fault) => this.#lasts(fault) && (fault.of === of || fault.of === 'both'),
    );
  }

  /** Of the replies, how many are lost. */
  lostShare(of: 'repliesLost' | 'answersLost'): number {
    return this[of].find((loss) => this.#lasts(loss))?.share ?? 0;
  }

  /** Seconds since the world began until which storage certainly does not answer; 0 when it may. */
  closedUntil(of: 'tables' | 'queue'): number {
    const closed = this.storageFaults(of).filter(({ share }) => share === 1);
    return Math.max(0, ...closed.map(({ until }) => until));
  }

  /** Of a request to storage since that second of the world, or now: what was asked then may be on its way still. */
  slowestMilliseconds(since = this.#second()): number {
    const slow = this.slowStorage.filter(({ until }) => until > since);
    return Math.max(0, ...slow.map(({ mostMilliseconds }) => mostMilliseconds));
  }

  #lasts({ until }: Lasting): boolean {
    return until > this.#second();
  }
}
