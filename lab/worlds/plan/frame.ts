/** A world before it begins, apart from its weather. */

import type { GraphBehaviour } from '../../graph/behaviour.ts';
import type { CallKind } from '../../graph/call-kinds.ts';

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
export interface WorldFrame {
  /** Seed and size give the plan again. */
  readonly seed: number;
  readonly size: WorldSize;
  readonly startsAt: Date;
  /** Function app instances at the beginning. */
  readonly instances: number;
  readonly behaviour: Partial<GraphBehaviour>;
  readonly calls: ReadonlyArray<PlannedCall>;
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
