/** Runs of functions: each carries its activity through everything it awaits, with what will happen to it. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { type InvocationLog, withInvocationLog } from '../../../src/logs/invocation-log.ts';
import type { Random } from '../../random.ts';
import type { ActivityKind, Moment, WorldFrame } from '../plan/frame.ts';

/** Where a function runs. */
interface Process {
  readonly isAlive: boolean;
}

/** What an activity is about, where it is about one message or call. */
interface About {
  readonly callId?: string | undefined;
  readonly message?: ReceivedMessage | undefined;
}

/** One run of a function, or of the host's own work. */
export interface Activity extends About {
  readonly kind: ActivityKind;
  /** Requests so far. */
  requests: number;
  /** Of those, how many storage failed, or did not answer. */
  troubles: number;
  isOver: boolean;
  /** Whether a request of it was slow, or its process stood still. */
  isHeldUp: boolean;
  /** The generations that it has written rows of. */
  readonly generations: Set<string>;
  /** What happens to its process there. */
  readonly fate?: Moment | undefined;
  /** Milliseconds that each of its requests takes, at most. */
  readonly slowness: number;
}

/** Shares of activities whose requests are slow, and how slow: milliseconds at most. */
const SLUGGISH = { share: 0.01, milliseconds: 20_000 };
const SLOW = { share: 0.04, milliseconds: 2_000 };

const current = new AsyncLocalStorage<Activity>();

/** The activity that is running; undefined outside of all. */
export function currentActivity(): Activity | undefined {
  return current.getStore();
}

/** A run to which nothing happens. */
export function undisturbed<Result>(kind: ActivityKind, run: () => Result): Result {
  return current.run(newActivity(kind), run);
}

function newActivity(kind: ActivityKind): Activity {
  return {
    kind,
    requests: 0,
    troubles: 0,
    isOver: false,
    isHeldUp: false,
    generations: new Set(),
    slowness: 0,
  };
}

/** All that are under way in a world. */
export class Activities {
  readonly #plan: Pick<WorldFrame, 'fates' | 'isSteady'>;
  readonly #random: Random;
  readonly #isFair: () => boolean;
  readonly #log: InvocationLog;
  readonly #underWay = new Map<Activity, Process>();
  readonly #begun = new Map<ActivityKind, number>();
  /** What is still to happen to the work that a death interrupted: its message, or the next run of its kind. */
  readonly #following = new Map<string, Array<Moment>>();

  /** `isFair`: nothing goes wrong any more. `logged` hears every line that a function logs. */
  constructor(
    plan: Pick<WorldFrame, 'fates' | 'isSteady'>,
    random: Random,
    { isFair, logged }: { readonly isFair: () => boolean; readonly logged: (line: string) => void },
  ) {
    this.#plan = plan;
    this.#random = random;
    this.#isFair = isFair;
    this.#log = { info: logged, warn: logged, error: logged };
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** Milliseconds that a request of any activity under way in the process takes, at most. */
  slownessIn(process: Process): number {
    const inIt = [...this.#underWay].filter(([, at]) => at === process);
    return Math.max(0, ...inIt.map(([{ slowness }]) => slowness));
  }

  /** Never settles when the process ends. */
  async run<Result>(
    kind: ActivityKind,
    process: Process,
    about: About,
    run: (activity: Activity) => Promise<Result>,
  ): Promise<Result> {
    const activity = this.#begin(kind, process, about);
    try {
      return await withInvocationLog(this.#log, () => current.run(activity, () => run(activity)));
    } finally {
      activity.isOver = true;
      this.#underWay.delete(activity);
    }
  }

  /** The process of all these has ended; returns them. */
  endAll(process: Process): ReadonlyArray<Activity> {
    const ended = [...this.#underWay].flatMap(([activity, at]) => (at === process ? [activity] : []));
    for (const activity of ended) this.#underWay.delete(activity);
    return ended;
  }

  #begin(kind: ActivityKind, process: Process, about: About): Activity {
    // The host's own work on a message is something else than the function's.
    const work = about.message === undefined ? kind : `${kind} ${about.message.id}`;
    const fate = this.#isFair() ? undefined : this.#fateOf(kind, work);
    const activity = { ...newActivity(kind), ...about, slowness: this.#slowness(), fate };
    if (process.isAlive) this.#underWay.set(activity, process);
    return activity;
  }

  /** `work` names what is tried again when it fails. */
  #fateOf(kind: ActivityKind, work: string): Moment | undefined {
    const ordinal = (this.#begun.get(kind) ?? 0) + 1;
    this.#begun.set(kind, ordinal);
    const following = this.#following.get(work)?.shift();
    if (following !== undefined) return following;
    const planned = this.#plan.fates.find((fate) => fate.during === kind && fate.ordinal === ordinal);
    const [first, ...rest] = planned?.moments ?? [];
    if (rest.length > 0) this.#following.set(work, rest);
    return first;
  }

  #slowness(): number {
    const draw = this.#random.fraction();
    if (this.#isFair() || this.#plan.isSteady === true) return 0;
    if (draw < SLUGGISH.share) return SLUGGISH.milliseconds;
    return draw < SLUGGISH.share + SLOW.share ? SLOW.milliseconds : 0;
  }
}
