/** The way of one instance's requests to storage and to Graph: it takes time, it breaks, and the process may end on it. */

import type { Random } from '../../random.ts';
import { failureOf, type StorageFault } from '../../storage/storage-fault.ts';
import { type Activity, currentActivity } from './activity.ts';
import { type Instance, never } from './instance.ts';
import type { Surroundings } from './surroundings.ts';

/** Where a request goes. */
export type Destination = 'tables' | 'queue' | 'graph';

/**
 * What happens to one request: its process ends `before` it is carried out, or `after`; it is carried out and its sender
 * gets an error (`lost`), or carried out and asked for `again` because the reply was lost.
 */
export type Accident = 'before' | 'after' | 'lost' | 'again';

/** A request that is about to leave. */
export interface Departure {
  readonly instance: Instance;
  readonly activity: Activity;
  readonly destination: Destination;
  /** What is asked, for readers. */
  readonly what: () => string;
}

/** Decides what happens to a request, beside what the weather and the fate of its activity do to it. */
export type AccidentOf = (departure: Departure) => Accident | undefined;

/** A request to storage. */
export interface StorageRequest {
  readonly to: 'tables' | 'queue';
  readonly what: () => string;
  /** It changes nothing, so it makes no difference whether its reply was lost. */
  readonly isRead?: boolean;
  /** Milliseconds after which it is sent again when its reply was lost, as its adapter does. */
  readonly againAfter?: ReadonlyArray<number>;
  readonly signal?: AbortSignal | undefined;
}

/** An ordinary request takes up to so long, in milliseconds. */
const ORDINARY_LATENCY_MS = 40;

/** What a request costs that fails: the adapters try for some seconds. */
const FAILING_MS = 4_000;

export class Wire {
  readonly instance: Instance;
  readonly #surroundings: Surroundings;
  readonly #random: Random;
  readonly #accidentOf: AccidentOf;

  constructor(instance: Instance, surroundings: Surroundings, random: Random, accidentOf: AccidentOf) {
    this.instance = instance;
    this.#surroundings = surroundings;
    this.#random = random;
    this.#accidentOf = accidentOf;
  }

  /** Rejects with StorageFailure. A request that is sent again gets its last answer: about what the first one did. */
  async toStorage<Result>(request: StorageRequest, carryOut: () => Result): Promise<Awaited<Result>> {
    const { to, what, isRead = false, againAfter = [], signal } = request;
    for (let attempt = 0; ; attempt += 1) {
      const answered = this.instance.clock.asks();
      const accident = await this.before(to, what);
      const result = await carryOut();
      const answeredAt = new Date(this.#surroundings.time.milliseconds);
      if (await this.#returns(to, isRead, accident)) {
        answered(answeredAt);
        return result;
      }
      const wait = againAfter[attempt];
      if (wait === undefined) throw failureOf('replyLost', to);
      await this.instance.clock.sleep(wait, signal);
    }
  }

  /** Resolves when the request arrives, with what `after` is to be told; rejects when it never does. */
  async before(destination: Destination, what: () => string): Promise<Accident | undefined> {
    const { instance } = this;
    if (!instance.isAlive) return never();
    const activity = currentActivity();
    let accident: Accident | undefined;
    if (activity !== undefined) {
      activity.requests += 1;
      accident = this.#accidentOf({ instance, activity, destination, what }) ?? this.#fateOf(activity);
      if (accident === 'before') return this.#die(activity);
    }
    await this.#travel(destination, activity);
    if (destination !== 'graph') await this.#arriveAtStorage(destination);
    return accident;
  }

  /** Called when the request has been carried out. Resolves when its reply has travelled back. */
  async after(destination: Destination, accident: Accident | undefined): Promise<void> {
    const activity = currentActivity();
    if (activity !== undefined && accident === 'after') return this.#die(activity);
    await this.#travel(destination, activity);
  }

  /** Whether an answer of Graph is lost on its way. */
  losesAnswer(accident: Accident | undefined): boolean {
    const share = this.#surroundings.conditions.lostShare('answersLost');
    const isLost = accident === 'lost' || (share > 0 && this.#random.chance(share));
    if (isLost) this.#loseReply();
    return isLost;
  }

  /** Its process may end at this request, or stand still and go on. */
  #fateOf({ fate, kind, requests }: Activity): Accident | undefined {
    if (fate?.request !== requests) return undefined;
    const { standsStillSeconds: seconds, phase } = fate;
    if (seconds === undefined) return phase;
    const { tallies, journal, time } = this.#surroundings;
    tallies.stalls += 1;
    journal.news(this.instance.name, () => `stands still for ${seconds} s during ${kind}`);
    this.instance.freeze(time.milliseconds + seconds * 1000);
    return undefined;
  }

  #die({ kind, requests }: Activity): Promise<never> {
    const { tallies, journal } = this.#surroundings;
    tallies.deaths += 1;
    journal.news(this.instance.name, () => `its process ends during ${kind}, at request ${requests}`);
    this.instance.die();
    return never();
  }

  /** Where nothing else is under way it makes no difference how long a request takes. */
  async #travel(destination: Destination, activity: Activity | undefined): Promise<void> {
    const { conditions, activities, time } = this.#surroundings;
    const slow = destination === 'graph' ? 0 : conditions.slowestMilliseconds();
    const slowest = Math.max(activity?.slowness ?? 0, slow);
    if (slowest > 0) await time.sleep(this.#random.integer(0, slowest));
    else if (activities.size >= 2 && this.#random.fraction() >= 0.6)
      await time.sleep(this.#random.integer(1, ORDINARY_LATENCY_MS));
    // All of a process stands still at once, renewals of leases included.
    const { frozenUntil } = this.instance;
    if (activity !== undefined && (slowest > 0 || frozenUntil > time.milliseconds)) activity.isHeldUp = true;
    if (frozenUntil > time.milliseconds) await time.sleep(frozenUntil - time.milliseconds);
    if (!this.instance.isAlive) return never();
  }

  async #arriveAtStorage(to: 'tables' | 'queue'): Promise<void> {
    for (const { how, share } of this.#surroundings.conditions.storageFaults(to)) {
      if (how !== 'replyLost' && this.#random.chance(share)) await this.#fail(to, how);
    }
  }

  /** Resolves with whether the reply comes back; rejects when the sender is to get an error. */
  async #returns(to: 'tables' | 'queue', isRead: boolean, accident: Accident | undefined): Promise<boolean> {
    await this.after(to, accident);
    const { conditions } = this.#surroundings;
    if (accident === 'lost' || accident === 'again') this.#loseReply();
    if (accident === 'lost') return this.#fail(to, 'unreachable');
    if (accident === 'again') return false;
    for (const { how, share } of conditions.storageFaults(to)) {
      if (how !== 'replyLost' || !this.#random.chance(share)) continue;
      this.#loseReply();
      await this.#fail(to, how);
    }
    const share = isRead ? 0 : conditions.lostShare('repliesLost');
    if (share === 0 || !this.#random.chance(share)) return true;
    this.#loseReply();
    return false;
  }

  async #fail(to: 'tables' | 'queue', fault: StorageFault): Promise<never> {
    const { time, tallies } = this.#surroundings;
    await time.sleep(this.#random.integer(1, FAILING_MS));
    if (!this.instance.isAlive) return never();
    tallies.storageFailures += 1;
    inTrouble();
    throw failureOf(fault, to);
  }

  #loseReply(): void {
    this.#surroundings.tallies.repliesLost += 1;
    inTrouble();
  }
}

function inTrouble(): void {
  const activity = currentActivity();
  if (activity !== undefined) activity.troubles += 1;
}
