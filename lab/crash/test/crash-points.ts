/**
 * How many requests each scenario makes, and what it leaves. They follow from the requests that the code makes: look at
 * the difference before writing a new number, because a number that falls may mean that something is killed no more.
 */

import type { Extent } from '../enumerate.ts';

export interface Pinned {
  /** Of the undisturbed run; a process is killed before and after each. */
  readonly requests: number;
  /** Lost replies that differ: one for each request, and one more for each that the adapter sends again by itself. */
  readonly lostReplies: number;
  /** Runs of `npm test` in which processes are killed twice in a row. */
  readonly pairs: number;
  /** What is there in the end, whatever happened. */
  readonly ends: string;
  /** How much of it `npm test` runs. */
  readonly extent: Extent;
}

const ALL_AND_A_FEW: Extent = { deaths: 'all', lostReplies: 8, pairs: 5 };
const EVERYTHING: Extent = { deaths: 'all', lostReplies: 'all', pairs: 'all' };
/** Ten deliveries that are much alike. */
const A_PART: Extent = { deaths: 30, lostReplies: 5, pairs: 3 };
/** A tenth of a second each, and most requests are alike. */
const A_FEW: Extent = { deaths: 5, lostReplies: 2, pairs: 1 };

const SUBSCRIPTION = 'GraphSubscriptions 1, Subscriptions 1';
const ONE_CALL =
  'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 2, GraphSubscriptions 1, Participants 2, Segments 1, Sessions 1, Subscriptions 1';
const THREE_CALLS =
  'CallRecordDocuments 3, CallRecords 3, CallsByDay 3, CallsByUser 6, GraphSubscriptions 1, Participants 6, Segments 3, Sessions 3, Subscriptions 1';

const PINNED: Readonly<Record<string, Pinned>> = {
  'new call': {
    requests: 21,
    lostReplies: 33,
    pairs: 741,
    ends: 'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 2, GraphSubscriptions 1, MediaStreams 4, Participants 2, Segments 1, Sessions 1, Subscriptions 1',
    extent: EVERYTHING,
  },
  '404, then found': { requests: 61, lostReplies: 79, pairs: 5, ends: ONE_CALL, extent: ALL_AND_A_FEW },
  'new version': { requests: 28, lostReplies: 43, pairs: 5, ends: ONE_CALL, extent: ALL_AND_A_FEW },
  'new version of a call that an earlier release stored': {
    requests: 31,
    lostReplies: 48,
    pairs: 5,
    ends: 'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 2, GraphSubscriptions 1, MediaStreams 4, Participants 2, Segments 1, Sessions 1, Subscriptions 1',
    extent: ALL_AND_A_FEW,
  },
  'new version, told of before it is shown': {
    requests: 67,
    lostReplies: 89,
    pairs: 5,
    ends: ONE_CALL,
    extent: ALL_AND_A_FEW,
  },
  'meeting with pages': {
    requests: 34,
    lostReplies: 55,
    pairs: 5,
    ends: 'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 4, GraphSubscriptions 1, MediaStreams 32, Participants 4, Segments 12, Sessions 7, Subscriptions 1',
    extent: ALL_AND_A_FEW,
  },
  'large meeting': {
    requests: 166,
    lostReplies: 320,
    pairs: 1,
    ends: 'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 135, GraphSubscriptions 1, MediaStreams 314, Participants 131, Segments 111, Sessions 61, Subscriptions 1',
    extent: A_FEW,
  },
  'several notifications with a lifecycle event': {
    requests: 6,
    lostReplies: 11,
    pairs: 78,
    ends: THREE_CALLS,
    extent: EVERYTHING,
  },
  'dead letter': {
    requests: 279,
    lostReplies: 325,
    pairs: 3,
    ends: `DeadLetters waiting 1, ${SUBSCRIPTION}`,
    extent: A_PART,
  },
  'poisoned message': {
    requests: 67,
    lostReplies: 89,
    pairs: 5,
    ends: ONE_CALL.replace('GraphSubscriptions', 'DeadLetters stored 1, GraphSubscriptions'),
    extent: ALL_AND_A_FEW,
  },
  'subscription created': {
    requests: 25,
    lostReplies: 29,
    pairs: 5,
    ends: SUBSCRIPTION,
    extent: ALL_AND_A_FEW,
  },
  'subscription renewed': {
    requests: 26,
    lostReplies: 31,
    pairs: 5,
    ends: SUBSCRIPTION,
    extent: ALL_AND_A_FEW,
  },
  'subscription replaced': {
    requests: 29,
    lostReplies: 35,
    pairs: 5,
    ends: SUBSCRIPTION,
    extent: ALL_AND_A_FEW,
  },
  'subscription replaced, no second one allowed': {
    requests: 33,
    lostReplies: 42,
    pairs: 5,
    ends: SUBSCRIPTION,
    extent: ALL_AND_A_FEW,
  },
  'subscription recreated': {
    requests: 27,
    lostReplies: 32,
    pairs: 5,
    ends: SUBSCRIPTION,
    extent: ALL_AND_A_FEW,
  },
  'an hour of reconcile': {
    requests: 55,
    lostReplies: 73,
    pairs: 5,
    ends: THREE_CALLS,
    extent: ALL_AND_A_FEW,
  },
  'a day that is summed up': {
    requests: 19,
    lostReplies: 27,
    pairs: 5,
    ends: 'CallRecordDocuments 1, CallRecords 1, CallsByDay 1, CallsByUser 3, GraphSubscriptions 1, MediaStreams 14, Participants 3, People 12, QualitySummaries 11, Segments 5, Sessions 3, Subscriptions 1',
    extent: { deaths: 'all', lostReplies: 'all', pairs: 5 },
  },
  'a day that is summed up again': {
    requests: 20,
    lostReplies: 27,
    pairs: 5,
    ends: 'CallRecordDocuments 2, CallRecords 2, CallsByDay 2, CallsByUser 5, GraphSubscriptions 1, MediaStreams 18, Participants 5, People 16, QualitySummaries 14, Segments 5, Sessions 4, Subscriptions 1',
    extent: { deaths: 'all', lostReplies: 'all', pairs: 5 },
  },
  'an hour whose list hides a stored call': {
    requests: 17,
    lostReplies: 21,
    pairs: 5,
    ends: ONE_CALL,
    extent: ALL_AND_A_FEW,
  },
  'hours that Graph no longer lists': {
    requests: 22,
    lostReplies: 30,
    pairs: 5,
    ends: 'Coverage 2, GraphSubscriptions 1, PipelineStatus 1, Subscriptions 1',
    extent: ALL_AND_A_FEW,
  },
  'dead letters are dismissed': {
    requests: 9,
    lostReplies: 11,
    pairs: 5,
    ends: `DeadLetters dismissed 2, ${SUBSCRIPTION}`,
    extent: { deaths: 'all', lostReplies: 'all', pairs: 5 },
  },
  'a resync after a gap': { requests: 35, lostReplies: 46, pairs: 5, ends: ONE_CALL, extent: ALL_AND_A_FEW },
};

export function pinnedFor(name: string): Pinned {
  const pinned = PINNED[name];
  if (pinned === undefined) throw new Error(`no pins say how many requests "${name}" makes`);
  return pinned;
}
