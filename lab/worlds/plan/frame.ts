/** A world before it begins, apart from its weather. */

import type { GraphBehaviour } from '../../graph/behaviour.ts';
import type { CallKind } from '../../graph/call-kinds.ts';

/** How many calls happen in a world, and over how long: in a small one the same trouble meets fewer of them. */
export type WorldSize = 'small' | 'full' | 'month';

/**
 * What an instance does when it does something. `host`: the work of the Functions host itself; `command`: what an operator
 * types, which another process does.
 */
export type ActivityKind = 'receive' | 'ingest' | 'deadLetter' | TimerName | 'host' | 'command';

export type TimerName = 'maintain' | 'reconcile' | 'summarize' | 'retain' | 'forget';

/** What happens to a process at one of an activity's requests: it ends there, or stands still and goes on. */
export interface Moment {
  /** From 1. */
  readonly request: number;
  /** Before the request is carried out, or after. */
  readonly phase: 'before' | 'after';
  readonly standsStillSeconds?: number;
}

/** All times are seconds from the beginning of the world. */
export interface WorldFrame {
  /** Seed and size give the plan again. */
  readonly seed: number;
  readonly size: WorldSize;
  readonly startsAt: Date;
  /** Function app instances at the beginning. */
  readonly instances: number;
  readonly behaviour: Partial<GraphBehaviour>;
  readonly calls: ReadonlyArray<PlannedCall>;
  readonly fates: ReadonlyArray<PlannedFate>;
  /** When all weather ends. */
  readonly clearsAt: number;
  /** Between two runs of the timers; their settings say one, five and five unless changed. */
  readonly maintainEveryMinutes: number;
  readonly reconcileEveryMinutes: number;
  readonly summarizeEveryMinutes: number;
  readonly retainEveryMinutes: number;
  readonly forgetEveryMinutes: number;
  /** KEEP_DAYS of the first deployment: for ever unless it says otherwise. */
  readonly keepDays?: number;
  /** How far back the app looks when it first starts. */
  readonly backfillDays: number;
  /** Graph shows no more than so many things on a page; by default as many as it documents. */
  readonly mostOnAPage?: number;
  /** The clock of each instance is wrong by as much at most, in either direction; Graph's and storage's are right. */
  readonly clockSkewSeconds?: number;
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
  /** By default as long as is usual for its kind. */
  readonly lastsSeconds?: number;
  /** By so much the start moves in all versions but the first, of a call that says how long it lasts. */
  readonly startMovesBySeconds?: number;
  /** By default what is usual for its kind. */
  readonly sessions?: number;
  readonly participants?: number;
  /** Its link names a participant of an earlier call, as this number decides. */
  readonly links?: number;
}

/** The nth time that an instance begins this, the first moment comes; the others come to the runs that follow it. */
export interface PlannedFate {
  readonly during: ActivityKind;
  /** From 1. */
  readonly ordinal: number;
  readonly moments: readonly [Moment, ...Array<Moment>];
}
