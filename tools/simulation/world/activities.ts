/** All activities under way in a world, each with what will befall it. */

import type { Random } from '../../graph-simulator/model/random.ts';
import type { Activity, ActivityKind } from './activity.ts';
import type { Fates } from './fates.ts';
import type { Instance } from './instance.ts';

/** Shares of activities whose requests are slow, and how slow: milliseconds at most. */
const SLUGGISH = { share: 0.01, milliseconds: 20_000 };
const SLOW = { share: 0.04, milliseconds: 2_000 };

export interface ActivitiesOptions {
  readonly fates: Fates;
  readonly random: Random;
  /** Nothing goes wrong any more. */
  readonly isFair: () => boolean;
  /** No activity is slow by itself. */
  readonly isSteady: boolean;
}

export class Activities {
  readonly #options: ActivitiesOptions;
  readonly #underWay = new Map<Activity, Instance>();

  constructor(options: ActivitiesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** `work` names what is tried again when it fails, where that is not the kind itself. */
  begin(kind: ActivityKind, instance: Instance, callId?: string, work?: string): Activity {
    const { isFair, fates } = this.#options;
    const fate = isFair() ? {} : fates.of(kind, work);
    const activity = { ...newActivity(kind, callId), slowness: this.#slowness(), ...fate };
    if (instance.isAlive) this.#underWay.set(activity, instance);
    return activity;
  }

  /** The host's own small work, which nothing befalls. */
  beginLook(): Activity {
    return newActivity('host', undefined);
  }

  end(activity: Activity): void {
    activity.isOver = true;
    this.#underWay.delete(activity);
  }

  /** The process of all these has ended. */
  endAll(instance: Instance): void {
    for (const [activity, at] of this.#underWay) if (at === instance) this.#underWay.delete(activity);
  }

  #slowness(): number {
    const { random, isFair, isSteady } = this.#options;
    const draw = random.fraction();
    if (isFair() || isSteady) return 0;
    if (draw < SLUGGISH.share) return SLUGGISH.milliseconds;
    return draw < SLUGGISH.share + SLOW.share ? SLOW.milliseconds : 0;
  }
}

function newActivity(kind: ActivityKind, callId: string | undefined): Activity {
  return { kind, callId, requests: 0, troubles: 0, isOver: false, slowness: 0 };
}
