/** All activities under way in a world, each with what will befall it. */

import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import type { Random } from '../../random.ts';
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

  begin(kind: ActivityKind, instance: Instance, about: About = {}): Activity {
    // The host's own work on a message is something else than the function's.
    const work = about.message === undefined ? kind : `${kind} ${about.message.id}`;
    const { isFair, fates } = this.#options;
    const fate = isFair() ? {} : fates.of(kind, work);
    const activity = { ...newActivity(kind, about), slowness: this.#slowness(), ...fate };
    if (instance.isAlive) this.#underWay.set(activity, instance);
    return activity;
  }

  /** The host's own small work, which nothing befalls. */
  beginLook(): Activity {
    return newActivity('host', {});
  }

  end(activity: Activity): void {
    activity.isOver = true;
    this.#underWay.delete(activity);
  }

  /** The process of all these has ended; returns them. */
  endAll(instance: Instance): ReadonlyArray<Activity> {
    const ended = [...this.#underWay].flatMap(([activity, at]) => (at === instance ? [activity] : []));
    for (const activity of ended) this.#underWay.delete(activity);
    return ended;
  }

  #slowness(): number {
    const { random, isFair, isSteady } = this.#options;
    const draw = random.fraction();
    if (isFair() || isSteady) return 0;
    if (draw < SLUGGISH.share) return SLUGGISH.milliseconds;
    return draw < SLUGGISH.share + SLOW.share ? SLOW.milliseconds : 0;
  }
}

/** What a run of a function is about. */
type About = { readonly callId?: string | undefined; readonly message?: ReceivedMessage | undefined };

function newActivity(kind: ActivityKind, { callId, message }: About): Activity {
  return {
    kind,
    callId,
    message,
    generations: new Set(),
    requests: 0,
    troubles: 0,
    isOver: false,
    slowness: 0,
  };
}
