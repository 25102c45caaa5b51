/** All activities under way in a world, each with what will happen to it. */

import type { Random } from '../../random.ts';
import type { ActivityKind, Moment, WorldFrame } from '../plan/frame.ts';
import { type Activity, newActivity } from './activity.ts';
import type { Instance } from './instance.ts';

/** Shares of activities whose requests are slow, and how slow: milliseconds at most. */
const SLUGGISH = { share: 0.01, milliseconds: 20_000 };
const SLOW = { share: 0.04, milliseconds: 2_000 };

type Plan = Pick<WorldFrame, 'deaths' | 'stalls' | 'isSteady'>;

export class Activities {
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #isFair: () => boolean;
  readonly #underWay = new Map<Activity, Instance>();
  readonly #begun = new Map<ActivityKind, number>();
  /** What is still to happen to the work that a death interrupted: its message, or the next run of its kind. */
  readonly #following = new Map<string, Array<Moment>>();

  /** `isFair`: nothing goes wrong any more. */
  constructor(plan: Plan, random: Random, isFair: () => boolean) {
    this.#plan = plan;
    this.#random = random;
    this.#isFair = isFair;
  }

  get size(): number {
    return this.#underWay.size;
  }

  begin(
    kind: ActivityKind,
    instance: Instance,
    about: Partial<Pick<Activity, 'callId' | 'message'>> = {},
  ): Activity {
    // The host's own work on a message is something else than the function's.
    const work = about.message === undefined ? kind : `${kind} ${about.message.id}`;
    const fate = this.#isFair() ? {} : this.#fateOf(kind, work);
    const activity = { ...newActivity(kind), ...about, slowness: this.#slowness(), ...fate };
    if (instance.isAlive) this.#underWay.set(activity, instance);
    return activity;
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

  /** `work` names what is tried again when it fails. */
  #fateOf(kind: ActivityKind, work: string): Pick<Activity, 'death' | 'stall'> {
    const { deaths, stalls } = this.#plan;
    const ordinal = (this.#begun.get(kind) ?? 0) + 1;
    this.#begun.set(kind, ordinal);
    const following = this.#following.get(work)?.shift();
    if (following !== undefined) return { death: following };
    const planned = deaths.find((death) => death.during === kind && death.ordinal === ordinal);
    if (planned !== undefined) {
      const [first, ...rest] = planned.moments;
      if (rest.length > 0) this.#following.set(work, rest);
      return { death: first };
    }
    return { stall: kind === 'ingest' ? stalls.find((stall) => stall.ordinal === ordinal) : undefined };
  }

  #slowness(): number {
    const draw = this.#random.fraction();
    if (this.#isFair() || this.#plan.isSteady === true) return 0;
    if (draw < SLUGGISH.share) return SLUGGISH.milliseconds;
    return draw < SLUGGISH.share + SLOW.share ? SLOW.milliseconds : 0;
  }
}
