/** The way of one instance's requests to storage and to Graph: it takes time, it breaks, and the process may end on it. */

import { StorageFailure } from '../../../src/ports/storage.ts';
import type { Random } from '../../random.ts';
import { type Activity, currentActivity } from './activity.ts';
import { type Instance, never } from './instance.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

/** Where a request goes. */
export type Destination = 'tables' | 'queue' | 'graph';

/** The reply to a request that was carried out is lost; whoever sent it asks again. */
export class ReplyLost extends Error {
  override readonly name = 'ReplyLost';
}

/**
 * What befalls one request: its process ends `before` it is carried out, or `after`; it is carried out and its sender
 * gets an error (`lost`), or carried out and asked for `again` because the reply was lost.
 */
export type Accident = 'before' | 'after' | 'lost' | 'again';

/** A request that is about to leave. */
export interface Departure {
  readonly instance: Instance;
  readonly activity: Activity;
  readonly destination: Destination;
  /** What is asked, for people. */
  readonly what: () => string;
}

/** Decides what befalls a request, beside what the weather and the fate of its activity do to it. */
export type AccidentOf = (departure: Departure) => Accident | undefined;

export interface WireOptions {
  readonly instance: Instance;
  readonly time: VirtualTime;
  readonly weather: Weather;
  readonly random: Random;
  /** Activities under way in the whole world. */
  readonly busy: () => number;
  readonly heard: WireListener;
  readonly accidentOf?: AccidentOf | undefined;
}

export interface WireListener {
  died(instance: Instance, activity: Activity): void;
  stalled(instance: Instance, activity: Activity, milliseconds: number): void;
  replyLost(activity: Activity | undefined): void;
  /** A request to storage failed for good. */
  storageFailed(activity: Activity | undefined): void;
}

/** An ordinary request takes up to so long, in milliseconds. */
const ORDINARY_LATENCY_MS = 40;

/** What a request costs that fails: the adapters try for some seconds. */
const FAILING_MS = 4_000;

export class Wire {
  readonly #options: WireOptions;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  get instance(): Instance {
    return this.#options.instance;
  }

  /**
   * Resolves when the request arrives, with what `after` is to be told; rejects when it never does.
   * `what`: the request in words.
   */
  async before(destination: Destination, what: () => string): Promise<Accident | undefined> {
    const { instance } = this.#options;
    if (!instance.isAlive) return never();
    const activity = currentActivity();
    let accident: Accident | undefined;
    if (activity !== undefined) {
      activity.requests += 1;
      accident = this.#options.accidentOf?.({ instance, activity, destination, what });
      if (accident === 'before') return this.#die(activity);
      if (this.#dies(activity, 'before')) return never();
      this.#stall(activity);
    }
    await this.#travel(destination, activity);
    await this.#thaw();
    if (!instance.isAlive) return never();
    if (destination !== 'graph') await this.#arriveAtStorage(destination, activity);
    return accident;
  }

  /** Called when the request has been carried out. Resolves when its reply is back; rejects when it is lost. */
  async after(destination: Destination, isRead: boolean, accident: Accident | undefined): Promise<void> {
    const { instance } = this.#options;
    const activity = currentActivity();
    if (accident === 'after' && activity !== undefined) return this.#die(activity);
    if (activity !== undefined && this.#dies(activity, 'after')) return never();
    await this.#travel(destination, activity);
    await this.#thaw();
    if (!instance.isAlive) return never();
    if (destination !== 'graph') await this.#returnFromStorage(destination, isRead, activity, accident);
  }

  /** Whether an answer of Graph is lost on its way. */
  losesAnswer(accident: Accident | undefined): boolean {
    const { weather, random, heard } = this.#options;
    const share = weather.lostShare('answersLost');
    const isLost = accident === 'lost' || (share > 0 && random.chance(share));
    if (!isLost) return false;
    heard.replyLost(currentActivity());
    return true;
  }

  #dies(activity: Activity, phase: 'before' | 'after'): boolean {
    const { death } = activity;
    if (death === undefined || death.phase !== phase || death.request !== activity.requests) return false;
    void this.#die(activity);
    return true;
  }

  #die(activity: Activity): Promise<never> {
    this.#options.heard.died(this.#options.instance, activity);
    this.#options.instance.die();
    return never();
  }

  #stall(activity: Activity): void {
    const { stall } = activity;
    if (stall === undefined || stall.request !== activity.requests) return;
    const { instance, time, heard } = this.#options;
    heard.stalled(instance, activity, stall.milliseconds);
    instance.freeze(time.milliseconds + stall.milliseconds);
  }

  /** All of a process stands still at once, renewals of leases included. */
  async #thaw(): Promise<void> {
    const { instance, time } = this.#options;
    if (instance.frozenUntil > time.milliseconds) await time.sleep(instance.frozenUntil - time.milliseconds);
  }

  /** Where nobody else is at work it makes no difference how long a request takes. */
  async #travel(destination: Destination, activity: Activity | undefined): Promise<void> {
    const { random, time, weather, busy } = this.#options;
    const slow = destination === 'graph' ? undefined : weather.slowestMilliseconds;
    const slowest = Math.max(activity?.slowness ?? 0, slow ?? 0);
    if (slowest > 0) return time.sleep(random.integer(0, slowest));
    if (busy() < 2 || random.fraction() < 0.6) return;
    await time.sleep(random.integer(1, ORDINARY_LATENCY_MS));
  }

  async #arriveAtStorage(of: 'tables' | 'queue', activity: Activity | undefined): Promise<void> {
    const { weather, random } = this.#options;
    if (weather.isFair) return;
    for (const fault of weather.storageFaults(of)) {
      if (fault.how === 'replyLost' || !random.chance(fault.share)) continue;
      await this.#fail(of, activity, fault.how);
    }
  }

  async #returnFromStorage(
    of: 'tables' | 'queue',
    isRead: boolean,
    activity: Activity | undefined,
    accident: Accident | undefined,
  ): Promise<void> {
    const { weather, random, heard } = this.#options;
    if (accident === 'lost' || accident === 'again') heard.replyLost(activity);
    if (accident === 'lost') return this.#fail(of, activity, 'unreachable');
    if (accident === 'again') throw new ReplyLost('the reply was lost');
    if (weather.isFair) return;
    for (const fault of weather.storageFaults(of)) {
      if (fault.how !== 'replyLost' || !random.chance(fault.share)) continue;
      heard.replyLost(activity);
      await this.#fail(of, activity, 'unreachable');
    }
    const share = weather.lostShare('repliesLost');
    if (isRead || share === 0 || !random.chance(share)) return;
    heard.replyLost(activity);
    throw new ReplyLost('the reply was lost');
  }

  async #fail(
    of: 'tables' | 'queue',
    activity: Activity | undefined,
    how: 'unreachable' | 'busy',
  ): Promise<never> {
    const { time, random, instance, heard } = this.#options;
    await time.sleep(random.integer(1, FAILING_MS));
    if (!instance.isAlive) return never();
    heard.storageFailed(activity);
    if (how === 'busy') throw new StorageFailure(`${of}: busy`, { status: 503, code: 'ServerBusy' });
    throw new StorageFailure(`${of}: no answer`, { code: 'ECONNRESET' });
  }
}
