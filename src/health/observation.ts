/** One look at the running pipeline: what health judges and what status shows. */

import type { Day } from '../language/day.ts';
import { type CoverageCounts, type Hour, NOTHING_COUNTED } from '../reconcile/coverage.ts';

/** Instants are undefined when the thing never happened. */
export interface Observation extends OfQueues, OfTables {
  readonly now: Date;
  /** Whether the settings name an account for the Functions host, without which no timer runs. */
  readonly hasHostStorage: boolean;
  /** While false, nothing of OfQueues is known, whatever stands there. */
  readonly queueReachable: boolean;
  /** While false, nothing of OfTables is known, whatever stands there. */
  readonly tablesReachable: boolean;
}

/** What the two queues say. */
export interface OfQueues {
  /** Messages in the queue, as the service counts them. */
  readonly queueLength: number | undefined;
  /** When the message that is next to be ingested was put in; undefined when none is visible. */
  readonly oldestMessageAt: Date | undefined;
  /** Messages in the poison queue, which a function should have moved to DeadLetters at once. */
  readonly poisonedMessages: number;
}

/** An hour that cannot be listed to its end. */
export interface FailingHour {
  readonly hour: Hour;
  readonly since: Date;
  readonly lastError: string | undefined;
}

/** A timer of which only a long time without success matters. */
export interface SlowTimer {
  readonly succeededAt: Date | undefined;
  /** Whether anything is left undone while it does not run. */
  readonly hasWork: boolean;
  /** What failed last, unless it has succeeded since. */
  readonly failure: string | undefined;
}

/** How many rules leave somebody out, and how many of them the timer forget still works on. */
export interface LeftOutCounts {
  /** Those that apply: not lifted. */
  readonly exclusions: number;
  readonly exclusionsUnfinished: number;
  /** From when on the timer goes on with the first that is not finished: it waits an hour after each pass. */
  readonly exclusionsGoOnAt?: Date | undefined;
  /** Of ever: a row stays. */
  readonly erasures: number;
  readonly erasuresUnfinished: number;
  readonly erasuresGoOnAt?: Date | undefined;
}

export const NOTHING_LEFT_OUT: LeftOutCounts = {
  exclusions: 0,
  exclusionsUnfinished: 0,
  erasures: 0,
  erasuresUnfinished: 0,
};

/** What the tables say. */
export interface OfTables {
  readonly subscription: {
    /** When the subscription that Graph last listed ends; undefined when it listed none. */
    readonly liveUntil: Date | undefined;
    /** How Graph refused, when the last check of the subscription failed. */
    readonly refusedAs: string | undefined;
    readonly clientStateMismatchAt: Date | undefined;
    /** How many were created within the last hour. */
    readonly createdLately: number;
    /** Ids and addresses of those that other deployments with the same app registration have. */
    readonly foreign: ReadonlyArray<string>;
  };
  readonly notifications: {
    /**
     * The last notification; or since when there is a reason to expect one, if that is later: the live subscription
     * was created, its gap ended, the pipeline came back from an outage of its own.
     */
    readonly expectedSince: Date | undefined;
    /** When Graph last changed a call that listing found and no notification had brought. */
    readonly lastMissedAt: Date | undefined;
  };
  readonly maintainSucceededAt: Date | undefined;
  /** When maintain last had no room in the queue for all calls that were due. */
  readonly queueFullAt: Date | undefined;
  /** Since when maintain has been succeeding, but for breaks of less than four hours. */
  readonly runningSince: Date | undefined;
  readonly reconcile: {
    readonly succeededAt: Date | undefined;
    /** How Graph refused, when the last run failed. */
    readonly refusedAs: string | undefined;
    /** The earliest due time among the checks of hours that are due. */
    readonly oldestDueAt: Date | undefined;
    /** Since when an hour has had calls missing at every check, two at least, besides those given up on. */
    readonly incompleteSince: Date | undefined;
    /** Calls found missing, besides those given up on, by checks after which no record was stored. */
    readonly missingSinceStored: number;
    /** When the check of an hour last ended well. */
    readonly lastCheckedAt: Date | undefined;
    /** The hour of which every check has failed for longest. */
    readonly failingHour: FailingHour | undefined;
    /** The hours that Graph no longer lists although a check was due, and when the last of them was found. */
    readonly agedOut: { readonly at: Date; readonly hours: string } | undefined;
    /** Calls that are stored and that Graph has, and that its list does not show. */
    readonly unlisted: number;
  };
  readonly retention: SlowTimer & {
    /** The KEEP_DAYS that waits for a confirmation; undefined when none does. */
    readonly unconfirmedDays: number | undefined;
    /** The day before which calls are refused, where no right clock can have noted it. */
    readonly unbelievedDay: string | undefined;
  };
  readonly summarizing: SlowTimer;
  readonly forgetting: SlowTimer &
    LeftOutCounts & {
      /** When the erasure or exclusion was asked for that has been unfinished for longest. */
      readonly unfinishedSince: Date | undefined;
    };
  readonly pending: PendingTimes;
  /** The calls that wait because of what Graph answers to requests for them. */
  readonly refused: Readonly<Record<Refusal, RefusedCalls>>;
  /** Those of them that have been waiting longest; a few. */
  readonly longestRefused: ReadonlyArray<RefusedCall>;
  /** Rows in PendingCallRecords that the pipeline cannot read: typed in by hand, with a column of another type. */
  readonly unreadableRows: number;
  readonly pendingWaiting: number;
  /** Given up until something revives them. */
  readonly pendingUnavailable: number;
  /** Stored calls that are looked at again, because Graph tells of a newer version that it does not show yet. */
  readonly pendingSecondLooks: number;
  /** Calls that are read again because some of their record may be missing. */
  readonly pendingIncomplete: number;
  /** When the call was first heard of that has been waiting longest, for whatever reason. */
  readonly oldestPendingAt: Date | undefined;
  /** Dead letters of the last 24 hours that have not been replayed. */
  readonly newDeadLetters: number;
  /** Unresolved, of whatever age: their calls are missing until they are stored. */
  readonly deadLettersOfCalls: number;
  readonly deadLettersUnresolved: number;
  /** True when there are more rows than were counted. */
  readonly countsAreLowerBounds: boolean;
  readonly lastNotificationAt: Date | undefined;
  readonly lastStoredAt: Date | undefined;
  readonly notBefore: Date | undefined;
  /** Since when Graph has had no subscription of ours; undefined while it has one, and when it never had. */
  readonly noSubscriptionSince: Date | undefined;
  /** What failed last, unless it has succeeded since. */
  readonly subscriptionFailure: string | undefined;
  readonly maintainFailure: string | undefined;
  readonly reconcileFailure: string | undefined;
  readonly coverage: ObservedCoverage;
}

/** Since when calls have been waiting. */
export interface PendingTimes {
  /** The earliest due time among the calls that wait. */
  readonly oldestDueAt: Date | undefined;
  /** Since when a call has been waiting of which Graph says that it is not there. */
  readonly notFoundSince: Date | undefined;
  /** Since when a call has been waiting that could not be stored. */
  readonly storageFailingSince: Date | undefined;
  /** Why not, of the call that has been waiting longest. */
  readonly storageFailure: string | undefined;
}

/** How Graph refuses: 403, 401, or throttling and failing. */
export type Refusal = 'forbidden' | 'unauthorized' | 'failing';

export interface RefusedCalls {
  /** Since when the one has been waiting that has waited longest. */
  readonly since: Date | undefined;
  /** How many were first heard of after a record was last stored. */
  readonly sinceLastStored: number;
}

export interface RefusedCall {
  readonly callId: string;
  readonly since: Date;
  readonly refusal: Refusal;
  /** What Graph answered last, without content. */
  readonly lastError: string | undefined;
}

/** What the hours of Coverage say together. */
export interface ObservedCoverage {
  /** Hours whose check is due. */
  readonly hoursDue: number;
  /** Of the last 24 hours whose calls have left the latency window. */
  readonly settled: CoverageCounts;
  /** Of the last seven days, today's included, the earliest first. */
  readonly days: ReadonlyArray<{ readonly day: Day } & CoverageCounts>;
}

export const NOTHING_PENDING: PendingTimes = {
  oldestDueAt: undefined,
  notFoundSince: undefined,
  storageFailingSince: undefined,
  storageFailure: undefined,
};

const NOTHING_REFUSED: RefusedCalls = { since: undefined, sinceLastStored: 0 };

export const NO_CALL_REFUSED: OfTables['refused'] = {
  forbidden: NOTHING_REFUSED,
  unauthorized: NOTHING_REFUSED,
  failing: NOTHING_REFUSED,
};

/** Of queues that do not answer. */
export const NOTHING_QUEUED: OfQueues = {
  queueLength: undefined,
  oldestMessageAt: undefined,
  poisonedMessages: 0,
};

/** Of tables that do not answer. */
export const NOTHING_READ: OfTables = {
  subscription: {
    liveUntil: undefined,
    refusedAs: undefined,
    clientStateMismatchAt: undefined,
    createdLately: 0,
    foreign: [],
  },
  notifications: { expectedSince: undefined, lastMissedAt: undefined },
  maintainSucceededAt: undefined,
  queueFullAt: undefined,
  runningSince: undefined,
  reconcile: {
    succeededAt: undefined,
    refusedAs: undefined,
    oldestDueAt: undefined,
    incompleteSince: undefined,
    missingSinceStored: 0,
    unlisted: 0,
    lastCheckedAt: undefined,
    failingHour: undefined,
    agedOut: undefined,
  },
  retention: {
    unconfirmedDays: undefined,
    unbelievedDay: undefined,
    succeededAt: undefined,
    hasWork: false,
    failure: undefined,
  },
  summarizing: { succeededAt: undefined, hasWork: false, failure: undefined },
  forgetting: {
    succeededAt: undefined,
    hasWork: false,
    failure: undefined,
    unfinishedSince: undefined,
    ...NOTHING_LEFT_OUT,
  },
  pending: NOTHING_PENDING,
  refused: NO_CALL_REFUSED,
  longestRefused: [],
  unreadableRows: 0,
  pendingWaiting: 0,
  pendingUnavailable: 0,
  pendingSecondLooks: 0,
  pendingIncomplete: 0,
  oldestPendingAt: undefined,
  newDeadLetters: 0,
  deadLettersOfCalls: 0,
  deadLettersUnresolved: 0,
  countsAreLowerBounds: false,
  lastNotificationAt: undefined,
  lastStoredAt: undefined,
  notBefore: undefined,
  noSubscriptionSince: undefined,
  subscriptionFailure: undefined,
  maintainFailure: undefined,
  reconcileFailure: undefined,
  coverage: { hoursDue: 0, settled: NOTHING_COUNTED, days: [] },
};
