/** Who is at work: each run of a function carries its activity through everything it awaits. */

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';

/** What an instance does when it does something. `host`: the work of the Functions host itself. */
export type ActivityKind = 'receive' | 'ingest' | 'deadLetter' | 'maintain' | 'reconcile' | 'host';

/** Which of an activity's requests something happens at, counted from 1; before it is carried out, or after. */
export interface Moment {
  readonly request: number;
  readonly phase: 'before' | 'after';
}

/** One run of a function, with what will befall it. */
export interface Activity {
  readonly kind: ActivityKind;
  /** The call it is about, where that is known. */
  readonly callId: string | undefined;
  /** Requests so far. */
  requests: number;
  /** Of those, how many storage failed, or did not answer. */
  troubles: number;
  isOver: boolean;
  /** The message it is about, where it is about one. */
  readonly message: ReceivedMessage | undefined;
  /** The generations that it has written rows of. */
  readonly generations: Set<string>;
  /** Its process ends there. */
  readonly death?: Moment | undefined;
  /** Its process stands still there for so long, and then goes on as if nothing had happened. */
  readonly stall?: { readonly request: number; readonly milliseconds: number } | undefined;
  /** Milliseconds that each of its requests takes, at most. */
  readonly slowness: number;
}

const current = new AsyncLocalStorage<Activity>();

export function during<Result>(activity: Activity, run: () => Result): Result {
  return current.run(activity, run);
}

/** The activity that is running; undefined outside of all. */
export function currentActivity(): Activity | undefined {
  return current.getStore();
}
