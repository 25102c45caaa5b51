import { declareTable, type RowOf } from '../table.ts';

/** What a row of PipelineStatus is about. */
export type StatusAspect =
  | 'throttle'
  | 'ingest'
  | 'maintain'
  | 'subscription'
  | 'reconcile'
  | 'summarize'
  | 'retain'
  | 'forget';

export const pipelineStatus = declareTable({
  name: 'PipelineStatus',
  rowIs: 'aspect of the running pipeline',
  partitionKey: 'tenantId',
  rowKey: 'aspect: throttle, ingest, maintain, subscription, reconcile, summarize, retain or forget',
  columns: {
    NotBefore: {
      type: 'DateTime',
      meaning:
        'throttle: no request to Graph before this instant. reconcile: no listing before it. subscription: no look at subscriptions before it. summarize: no pass before it. retain, forget: no run before it, because one is under way.',
    },
    LastNotificationAt: {
      type: 'DateTime',
      meaning: 'ingest: when a notification of a change last came. Up to a minute behind.',
    },
    LastStoredAt: {
      type: 'DateTime',
      meaning: 'ingest: when a call record was last stored. Up to a minute behind.',
    },
    LastSuccessAt: {
      type: 'DateTime',
      meaning: 'maintain, subscription, reconcile, summarize, retain, forget: when it last ended well.',
    },
    LastFailureAt: {
      type: 'DateTime',
      meaning: 'maintain, subscription, reconcile, summarize, retain, forget: when it last failed.',
    },
    LastFailureKind: {
      type: 'String',
      meaning:
        'subscription, reconcile: how Graph refused: unauthorized, forbidden, throttled, unavailable, rejected, …',
    },
    LastFailure: {
      type: 'String',
      meaning:
        'maintain, subscription, reconcile, summarize, retain, forget: why it last failed, without content. A failure of storage leaves a refusal of Graph standing.',
    },
    NextDay: {
      type: 'String',
      meaning: 'summarize: the day (UTC) with which the next pass begins; empty for the latest.',
    },
    ComparesFrom: {
      type: 'String',
      meaning:
        'summarize: the first day (UTC) of a pass that has not come to its end; empty once one has compared every day.',
    },
    ChangedFrom: {
      type: 'String',
      meaning:
        'summarize: the earliest day (UTC) older than the days that Graph still lists whose calls changed since the last pass began. Empty when there is none.',
    },
    UnconfirmedKeepDays: {
      type: 'Int32',
      meaning:
        'retain: the KEEP_DAYS that waits for `./callrecords retention --confirm`, because it would delete calls; empty when none does.',
    },
    FreezingDay: {
      type: 'String',
      meaning:
        'retain: the last day (UTC) with whose last sum a run began. Its calls go once it is summed up.',
    },
    FreezingRuns: {
      type: 'Int32',
      meaning:
        'retain: how many runs have begun with that sum. After six the day is kept as its summary stands. A run that storage ended does not count.',
    },
    DeletedCalls: {
      type: 'Int32',
      meaning: 'retain: how many calls the last run has deleted that deleted any.',
    },
    DeletedAt: {
      type: 'DateTime',
      meaning: 'retain: when that run ended. Missing until calls are deleted.',
    },
    UnfinishedSince: {
      type: 'DateTime',
      meaning:
        'forget: when the erasure or exclusion was asked for that has been unfinished for longest; empty when none is.',
    },
    ListedAt: {
      type: 'DateTime',
      meaning: 'subscription: when Graph was last asked to list all subscriptions of the app.',
    },
    CreationAskedAt: {
      type: 'DateTime',
      meaning: 'subscription: when Graph was last asked to create one.',
    },
    CreationAskedFor: {
      type: 'String',
      meaning: 'subscription: what that one should be: its addresses, and the SHA-256 of its clientState.',
    },
    QueueFullAt: {
      type: 'DateTime',
      meaning: 'maintain: when the queue last had no room for all calls that were due.',
    },
    RunningSince: {
      type: 'DateTime',
      meaning:
        'maintain: when it first succeeded, or first again after more than four hours without success.',
    },
    ResumedAt: {
      type: 'DateTime',
      meaning:
        'maintain: when it last succeeded after more than four hours without success, for which Graph repeats notifications.',
    },
    ResyncedAt: {
      type: 'DateTime',
      meaning: 'reconcile: the last ResumedAt that was answered by making all hours of Coverage due.',
    },
    AgedOutAt: {
      type: 'DateTime',
      meaning:
        'reconcile: when it last noted hours that Graph no longer lists although a check of them was due.',
    },
    AgedOutFrom: {
      type: 'String',
      meaning: 'reconcile: the first of those hours, and of those noted within the day before.',
    },
    AgedOutTo: { type: 'String', meaning: 'reconcile: the last of those hours.' },
    LastMissedAt: {
      type: 'DateTime',
      meaning:
        'reconcile: when Graph last changed a call that listing found and no notification had brought.',
    },
  },
});
export type PipelineStatusValues = RowOf<typeof pipelineStatus>;
