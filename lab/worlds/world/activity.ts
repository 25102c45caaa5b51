/** Who is at work: each run of a function carries its activity through everything it awaits. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import type { ActivityKind, Moment, PlannedStall } from '../plan/frame.ts';

/** One run of a function, with what will happen to it. */
export interface Activity {
  readonly kind: ActivityKind;
  /** The call it is about, where that is known. */
  readonly callId?: string | undefined;
  /** The message it is about, where it is about one. */
  readonly message?: ReceivedMessage | undefined;
  /** Requests so far. */
  requests: number;
  /** Of those, how many storage failed, or did not answer. */
  troubles: number;
  isOver: boolean;
  /** The generations that it has written rows of. */
  readonly generations: Set<string>;
  /** Its process ends there. */
  readonly death?: Moment | undefined;
  /** Its process stands still there, and then goes on as if nothing had happened. */
  readonly stall?: PlannedStall | undefined;
  /** Milliseconds that each of its requests takes, at most. */
  readonly slowness: number;
}

/** One that is not slow, and to which nothing happens. */
export function newActivity(kind: ActivityKind): Activity {
  return { kind, requests: 0, troubles: 0, isOver: false, generations: new Set(), slowness: 0 };
}

const current = new AsyncLocalStorage<Activity>();

export function during<Result>(activity: Activity, run: () => Result): Result {
  return current.run(activity, run);
}

/** The activity that is running; undefined outside of all. */
export function currentActivity(): Activity | undefined {
  return current.getStore();
}
