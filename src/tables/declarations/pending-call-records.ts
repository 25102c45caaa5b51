import { declareTable, type RowOf } from '../table.ts';

/** Why a stored call waits: Graph has announced a newer version that it does not show yet. */
export const SECOND_LOOK = 'secondLook';

/** Why a call waits. */
export const pendingReasons = [
  'notFound',
  'throttled',
  'unavailable',
  'unauthorized',
  'forbidden',
  'deadline',
  'storage',
  'participantsRefused',
  'incomplete',
  SECOND_LOOK,
  'reconcile',
  'replay',
] as const;
export type PendingReason = (typeof pendingReasons)[number];

/**
 * Only what the release of due rows looks for is required, so that a row typed in by an operator
 * (State waiting, NextAttemptAt in the past) is enough to ingest a call again.
 */
export const pendingCallRecords = declareTable({
  name: 'PendingCallRecords',
  rowIs: 'call to be ingested later',
  partitionKey: 'tenantId',
  rowKey: 'callId',
  columns: {
    Reason: {
      type: 'String',
      meaning: `Why the call waits: ${pendingReasons.join(', ')}.`,
    },
    State: {
      type: 'String',
      required: true,
      meaning:
        'waiting: tried again at NextAttemptAt. unavailable: Graph did not show the record in time; only a new notification, a reconcile or an operator revives it.',
    },
    FirstSeenAt: {
      type: 'DateTime',
      meaning:
        'When the pipeline first heard of the call. The longer ago that is, the longer it waits between two attempts.',
    },
    NextAttemptAt: {
      type: 'DateTime',
      required: true,
      meaning: 'When the call is tried again. Set it to a past time to try at once.',
    },
    Attempt: { type: 'Int32', meaning: 'How often the call has been deferred.' },
    Rewrite: {
      type: 'Boolean',
      meaning: 'true: store the record again even when its version is stored already, as a new revision.',
    },
    LastStatus: { type: 'Int32', meaning: 'HTTP status of the last answer from Graph, if there was one.' },
    LastError: { type: 'String', meaning: 'What went wrong last, without content.' },
    Traceparent: { type: 'String', meaning: 'W3C trace context of the notification, to find its logs.' },
  },
});
export type PendingCallRecordValues = RowOf<typeof pendingCallRecords>;

/** Whether the record is to be stored again whatever is stored: without a reason, a person typed the row in. */
export function asksForRewrite({
  Reason,
  Rewrite,
}: Pick<PendingCallRecordValues, 'Reason' | 'Rewrite'>): boolean {
  return Rewrite === true || Reason === undefined;
}
