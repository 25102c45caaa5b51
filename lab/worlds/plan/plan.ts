/** A world before it begins, as plain data: the same plan gives the same world, event by event. */

import type { GraphBehaviour } from '../../graph/behaviour.ts';
import type { CallKind } from '../../graph/call-kinds.ts';
import type { FaultName } from '../../graph/faults.ts';
import type { StorageFault } from '../../storage/storage-fault.ts';

/** How many calls happen in a world: in a small one the same trouble meets fewer of them. */
export type WorldSize = 'small' | 'full';

/** What an instance does when it does something. `host`: the work of the Functions host itself. */
export type ActivityKind = 'receive' | 'ingest' | 'deadLetter' | 'maintain' | 'reconcile' | 'host';

/** Which of an activity's requests something happens at, counted from 1; before it is carried out, or after. */
export interface Moment {
  readonly request: number;
  readonly phase: 'before' | 'after';
}

/** All times are seconds from the beginning of the world. */
export interface WorldPlan {
  /** Seed and size give the plan again. */
  readonly seed: number;
  readonly size: WorldSize;
  readonly startsAt: Date;
  /** Function app instances at the beginning. */
  readonly instances: number;
  readonly behaviour: Partial<GraphBehaviour>;
  readonly calls: ReadonlyArray<PlannedCall>;
  readonly weather: ReadonlyArray<PlannedWeather>;
  readonly deaths: ReadonlyArray<PlannedDeath>;
  readonly stalls: ReadonlyArray<PlannedStall>;
  /** When all weather ends. */
  readonly clearsAt: number;
  /** Between two runs of the timers; their settings say one and five unless changed. */
  readonly maintainEveryMinutes: number;
  readonly reconcileEveryMinutes: number;
  /** How far back the app looks when it first starts. */
  readonly backfillDays: number;
  /** Graph shows no more than so many things on a page; by default as many as it documents. */
  readonly mostOnAPage?: number;
  /** Whether no run of a function is slow by itself. */
  readonly isSteady?: boolean;
}

export interface PlannedCall {
  readonly endsAt: number;
  readonly kind: CallKind;
  readonly readableAfterSeconds: number;
  readonly notifiedAfterSeconds: number;
  /** Seconds from one version to the next; the first one comes with the record. */
  readonly nextVersionsAfterSeconds: ReadonlyArray<number>;
  /** By default what is usual for its kind. */
  readonly sessions?: number;
  readonly participants?: number;
}

interface During {
  readonly from: number;
  readonly until: number;
}

/** What goes wrong, or is done, and when. */
export type PlannedWeather =
  /** Graph answers so. `count`: no more often than that. */
  | ({
      readonly kind: 'graphFault';
      readonly fault: FaultName;
      readonly count?: number;
      readonly retryAfter?: string;
      readonly target?: 'any' | 'callRecords' | 'subscriptions';
    } & During)
  /** Storage does not answer, refuses, or does the work and does not say so. */
  | ({
      readonly kind: 'storageFault';
      readonly of: 'tables' | 'queue' | 'both';
      readonly how: StorageFault;
      /** Of the requests, from 0 to 1. */
      readonly share: number;
    } & During)
  /** Replies are lost on the way, and the adapter asks again as it does: storage answers what it finds then. */
  | ({ readonly kind: 'repliesLost'; readonly share: number } & During)
  /** Answers of Graph are lost on the way. */
  | ({ readonly kind: 'answersLost'; readonly share: number } & During)
  | ({ readonly kind: 'slowStorage'; readonly mostMilliseconds: number } & During)
  /** Something that happens to the subscription. */
  | {
      readonly kind: 'subscription';
      readonly at: number;
      readonly what:
        | 'subscription-removed'
        | 'lifecycle-subscription-removed'
        | 'lifecycle-reauthorization-required'
        | 'lifecycle-missed';
    }
  /** A forger posts a notification without our secret, of a call that only the forger knows. */
  | { readonly kind: 'forgery'; readonly at: number; readonly count: number }
  /** A body is posted that is not a collection of notifications. */
  | { readonly kind: 'nonsense'; readonly at: number; readonly which: number }
  /** A message that is not ours in our queue. */
  | { readonly kind: 'foreignMessage'; readonly at: number; readonly which: number }
  /** A message as an earlier build wrote it, about a call that was notified already. */
  | { readonly kind: 'earlierMessage'; readonly at: number; readonly which: number }
  /** All instances are replaced, those before end at once or after what they are doing. */
  | {
      readonly kind: 'deployment';
      readonly at: number;
      readonly abrupt?: boolean;
      /** The new origin of the webhook; requests to the one before are still served. */
      readonly moves?: boolean;
      /** A new secret; the one before stays accepted until `forgetsPrevious`. */
      readonly newSecret?: boolean;
      readonly forgetsPrevious?: boolean;
    }
  | { readonly kind: 'scaling'; readonly at: number; readonly instances: number };

/** The nth time that an instance begins this, its process ends there; `again`: so do the runs that follow it. */
export interface PlannedDeath {
  readonly during: ActivityKind;
  /** From 1. */
  readonly ordinal: number;
  readonly moments: readonly [Moment, ...Array<Moment>];
}

/** The nth time that an instance begins to ingest, its process stands still. */
export interface PlannedStall {
  readonly ordinal: number;
  readonly request: number;
  readonly seconds: number;
}
