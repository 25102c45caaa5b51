/** Everything the display knows: a fold over what happens in the simulated tenant and what the pipeline logs. */

import type { SimulatorEvent } from '../graph/events.ts';
import {
  endedCall,
  isStoredAtNewest,
  type ObservedCall,
  type RecordSize,
  withAnswer,
  withNotification,
  withOutcome,
  withPublished,
  withSize,
} from './observed-call.ts';
import type { PipelineEvent } from './pipeline-events.ts';

/** What the player of the story says. */
export type StoryEvent = { readonly at: Date } & (
  | { readonly type: 'actBegun'; readonly act: number; readonly callId: string }
  | ({ readonly type: 'recordSized'; readonly callId: string; readonly version: number } & RecordSize)
  /** No more calls begin. */
  | { readonly type: 'callsOver'; readonly interrupted: boolean }
);

export type LocalEvent = SimulatorEvent | PipelineEvent | StoryEvent;

export interface Observed {
  readonly startedAt: Date;
  /** In the order in which they ended. */
  readonly calls: ReadonlyMap<string, ObservedCall>;
  /** Acts of the story that have begun, with the id of the call that each is about. */
  readonly acts: ReadonlyMap<number, string>;
  /** Notifications of calls that the webhook took. */
  readonly notifications: number;
  readonly forged: {
    /** What the forged notifications were about. */
    readonly callIds: ReadonlyArray<string>;
    /** Answers of the webhook to them. */
    readonly answered: number;
    /** Those that the pipeline says it dropped. */
    readonly refused: number;
  };
  /** What reconcile last counted, by hour of start times. */
  readonly hours: ReadonlyMap<string, { readonly listed: number; readonly stored: number }>;
  /** Answers 429 about call records. */
  readonly throttled: number;
  /** From notification to stored, of the last stored versions that were notified. */
  readonly lagsSeconds: ReadonlyArray<number>;
  readonly trouble: { readonly at: Date; readonly message: string } | undefined;
  readonly over: 'no' | 'allHappened' | 'interrupted';
}

/** The lag of the last hour or so says more than that of the whole night. */
const LAGS_KEPT = 1_000;

export function nothingObserved(startedAt: Date): Observed {
  return {
    startedAt,
    calls: new Map(),
    acts: new Map(),
    notifications: 0,
    forged: { callIds: [], answered: 0, refused: 0 },
    hours: new Map(),
    throttled: 0,
    lagsSeconds: [],
    trouble: undefined,
    over: 'no',
  };
}

export function observe(observed: Observed, event: LocalEvent): Observed {
  switch (event.type) {
    case 'actBegun':
      return { ...observed, acts: new Map(observed.acts).set(event.act, event.callId) };
    case 'callEnded':
      return withCall(observed, event.callId, () => endedCall(event.callId, event.kind));
    case 'versionPublished':
      return changed(observed, event.callId, (call) => withPublished(call, event.version));
    case 'recordSized':
      return changed(observed, event.callId, (call) => withSize(call, event.version, event));
    case 'notificationSent':
      return withForged(observed, forgedIn(event.elements));
    case 'notificationAnswered':
      return withAnsweredNotifications(observed, event);
    case 'requestAnswered':
      return withAnsweredRequest(observed, event);
    case 'callIngested':
      return withIngested(observed, event);
    case 'notificationsReceived': {
      const { forged } = observed;
      return { ...observed, forged: { ...forged, refused: forged.refused + event.forged } };
    }
    case 'hourReconciled':
      return { ...observed, hours: new Map(observed.hours).set(event.hour, event) };
    case 'trouble':
      return { ...observed, trouble: { at: event.at, message: event.message } };
    case 'callsOver':
      return { ...observed, over: event.interrupted ? 'interrupted' : 'allHappened' };
    case 'recordAvailable':
    case 'notificationDropped':
    case 'subscriptionCreated':
    case 'subscriptionRenewed':
    case 'subscriptionReauthorized':
    case 'subscriptionDeleted':
    case 'subscriptionExpired':
      return observed;
  }
}

export interface Counts {
  readonly calls: number;
  readonly storedAtNewest: number;
  readonly pending: number;
  readonly dead: number;
}

export function countsOf({ calls }: Observed): Counts {
  const counts = { calls: calls.size, storedAtNewest: 0, pending: 0, dead: 0 };
  for (const call of calls.values()) {
    if (isStoredAtNewest(call)) counts.storedAtNewest += 1;
    else if (call.step.kind === 'notFound' || call.step.kind === 'pending') counts.pending += 1;
    else if (call.step.kind === 'dead') counts.dead += 1;
  }
  return counts;
}

/** What Graph has listed, and how much of it was stored when it did. */
export function coverageOf({ hours }: Observed): { readonly listed: number; readonly stored: number } {
  const sum = { listed: 0, stored: 0 };
  for (const { listed, stored } of hours.values()) {
    sum.listed += listed;
    sum.stored += stored;
  }
  return sum;
}

type Change = (call: ObservedCall) => ObservedCall;

function changed(observed: Observed, callId: string, change: Change): Observed {
  return withCall(observed, callId, (call) => (call === undefined ? undefined : change(call)));
}

function withCall(
  observed: Observed,
  callId: string,
  change: (call: ObservedCall | undefined) => ObservedCall | undefined,
): Observed {
  const before = observed.calls.get(callId);
  const after = change(before);
  if (after === undefined || after === before) return observed;
  return { ...observed, calls: new Map(observed.calls).set(callId, after) };
}

type Elements = Extract<SimulatorEvent, { readonly type: 'notificationSent' }>['elements'];

function forgedIn(elements: Elements): ReadonlyArray<string> {
  return elements.filter(({ forged }) => forged).map(({ callId }) => callId ?? '');
}

function withForged(observed: Observed, callIds: ReadonlyArray<string>): Observed {
  if (callIds.length === 0) return observed;
  const { forged } = observed;
  return { ...observed, forged: { ...forged, callIds: [...forged.callIds, ...callIds] } };
}

function withAnsweredNotifications(
  observed: Observed,
  { elements, accepted }: Extract<SimulatorEvent, { readonly type: 'notificationAnswered' }>,
): Observed {
  const { forged } = observed;
  let next: Observed = {
    ...observed,
    forged: { ...forged, answered: forged.answered + forgedIn(elements).length },
  };
  if (!accepted) return next;
  for (const { callId, forged: isForged } of elements) {
    if (callId === undefined || isForged) continue;
    next = { ...changed(next, callId, withNotification), notifications: next.notifications + 1 };
  }
  return next;
}

function withAnsweredRequest(
  observed: Observed,
  answer: Extract<SimulatorEvent, { readonly type: 'requestAnswered' }>,
): Observed {
  const { callId, status } = answer;
  if (callId === undefined) return observed;
  const next = changed(observed, callId, (call) => withAnswer(call, answer));
  return status === 429 ? { ...next, throttled: next.throttled + 1 } : next;
}

function withIngested(
  observed: Observed,
  ingested: Extract<PipelineEvent, { readonly type: 'callIngested' }>,
): Observed {
  const next = changed(observed, ingested.callId, (call) => withOutcome(call, ingested));
  const isNotified = (next.calls.get(ingested.callId)?.notified ?? 0) > 0;
  if (ingested.outcome !== 'stored' || !isNotified) return next;
  return { ...next, lagsSeconds: [...next.lagsSeconds, ingested.lagSeconds].slice(-LAGS_KEPT) };
}
