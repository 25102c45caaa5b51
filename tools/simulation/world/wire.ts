/** The way of one instance's requests to storage and to Graph: it takes time, it breaks, and the process may end on it. */

import { StorageFailure } from '../../../src/ports.ts';
import type { Random } from '../../graph-simulator/model/random.ts';
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

export interface WireOptions {
  readonly instance: Instance;
  readonly time: VirtualTime;
  readonly weather: Weather;
  readonly random: Random;
  /** Activities under way in the whole world. */
  readonly busy: () => number;
  readonly heard: WireListener;
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

  /** Resolves when the request arrives; rejects when it never does. */
  async before(destination: Destination): Promise<void> {
    const { instance } = this.#options;
    if (!instance.isAlive) return never();
    const activity = currentActivity();
    if (activity !== undefined) {
      activity.requests += 1;
      if (this.#dies(activity, 'before')) return never();
      this.#stall(activity);
    }
    await this.#travel(destination, activity);
    await this.#thaw();
    if (!instance.isAlive) return never();
    if (destination !== 'graph') await this.#arriveAtStorage(destination, activity);
  }

  /** Called when the request has been carried out. Resolves when its reply is back; rejects when it is lost. */
  async after(destination: Destination, isRead: boolean): Promise<void> {
    const { instance } = this.#options;
    const activity = currentActivity();
    if (activity !== undefined && this.#dies(activity, 'after')) return never();
    await this.#travel(destination, activity);
    await this.#thaw();
    if (!instance.isAlive) return never();
    if (destination !== 'graph') await this.#returnFromStorage(destination, isRead, activity);
  }

  /** Whether an answer of Graph is lost on its way. */
  losesAnswer(): boolean {
    const { weather, random, heard } = this.#options;
    const share = weather.lostShare('answersLost');
    if (share === 0 || !random.chance(share)) return false;
    heard.replyLost(currentActivity());
    return true;
  }

  #dies(activity: Activity, phase: 'before' | 'after'): boolean {
    const { death } = activity;
    if (death === undefined || death.phase !== phase || death.request !== activity.requests) return false;
    this.#options.heard.died(this.#options.instance, activity);
    this.#options.instance.die();
    return true;
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
  ): Promise<void> {
    const { weather, random, heard } = this.#options;
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
