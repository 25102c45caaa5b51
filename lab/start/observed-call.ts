/** What can be seen of one call from outside: what Graph did for it, and what the pipeline said about it. */

import type { CallKind } from '../graph/call-kinds.ts';
import type { SimulatorEvent } from '../graph/events.ts';
import type { PipelineEvent } from './pipeline-events.ts';

export interface RecordSize {
  readonly participants: number;
  readonly sessions: number;
}

/** Where a call is between its end and its rows. */
export type Step =
  /** It ended, and Graph has not told anybody. */
  | { readonly kind: 'ended' }
  /** The webhook took a notification of something that is not stored yet. */
  | { readonly kind: 'notified' }
  /** 404; once the pipeline has put it down as pending, `until` says when it asks again. */
  | { readonly kind: 'notFound'; readonly until: Date | undefined }
  | { readonly kind: 'throttled'; readonly retryAfter: string | undefined }
  /** Graph answered with another error, or not at all. */
  | { readonly kind: 'refused'; readonly answer: string }
  /** `version` is the newest one when Graph last showed the record; `answers` counts its pages. */
  | { readonly kind: 'reading'; readonly version: number; readonly answers: number }
  | { readonly kind: 'pending'; readonly because: string; readonly until: Date | undefined }
  | { readonly kind: 'stored' }
  | { readonly kind: 'dead' };

export interface ObservedCall {
  readonly callId: string;
  readonly kind: CallKind | 'file';
  readonly step: Step;
  /** Versions in order of publication, with their sizes once these are known. */
  readonly published: ReadonlyArray<number>;
  readonly sizes: ReadonlyMap<number, RecordSize>;
  /** Versions in order of storing. */
  readonly stored: ReadonlyArray<number>;
  /** Notifications that the webhook took. */
  readonly notified: number;
  /** Answers 404. */
  readonly notFound: number;
  /** Answers of the largest reading so far: 2 without pages. */
  readonly mostAnswers: number;
  readonly throttling: Throttling | undefined;
  /** From the first notification until the last version was stored. */
  readonly lagSeconds: number | undefined;
}

export interface Throttling {
  readonly since: Date;
  readonly retryAfter: string | undefined;
  /** Until Graph answered; undefined while the wait lasts. */
  readonly waitedSeconds: number | undefined;
  /** A request came before Graph had allowed it. */
  readonly wasImpatient: boolean;
}

export function endedCall(callId: string, kind: CallKind | 'file'): ObservedCall {
  return {
    callId,
    kind,
    step: { kind: 'ended' },
    published: [],
    sizes: new Map(),
    stored: [],
    notified: 0,
    notFound: 0,
    mostAnswers: 0,
    throttling: undefined,
    lagSeconds: undefined,
  };
}

/** Whether the newest version that Graph has published is in the tables, as far as the log says. */
export function isStoredAtNewest({ published, stored }: ObservedCall): boolean {
  return published.length > 0 && stored.at(-1) === published.at(-1);
}

export function withPublished(call: ObservedCall, version: number): ObservedCall {
  return { ...call, published: [...call.published, version] };
}

export function withSize(call: ObservedCall, version: number, size: RecordSize): ObservedCall {
  return { ...call, sizes: new Map(call.sizes).set(version, size) };
}

/** A notification was taken. One that tells of nothing new, or comes after the reading began, moves nothing. */
export function withNotification(call: ObservedCall): ObservedCall {
  const isNews = call.step.kind === 'ended' || (call.step.kind === 'stored' && !isStoredAtNewest(call));
  return { ...call, notified: call.notified + 1, step: isNews ? { kind: 'notified' } : call.step };
}

type Answered = Extract<SimulatorEvent, { readonly type: 'requestAnswered' }>;

/** Graph answered a request about the call's record. */
export function withAnswer(call: ObservedCall, answer: Answered): ObservedCall {
  const { status, retryAfter, at } = answer;
  const wasImpatient = call.throttling?.wasImpatient === true || answer.earlyByMilliseconds !== undefined;
  if (status === 429) {
    const since = call.throttling?.since ?? at;
    return {
      ...call,
      step: { kind: 'throttled', retryAfter },
      throttling: { since, retryAfter, waitedSeconds: undefined, wasImpatient },
    };
  }
  // The second look that a repeated notification brings ends where it began.
  if (call.step.kind === 'stored' && isStoredAtNewest(call)) return call;
  if (status === 404)
    return { ...call, notFound: call.notFound + 1, step: { kind: 'notFound', until: undefined } };
  if (status !== 200) return { ...call, step: { kind: 'refused', answer: `${status}` } };
  // A fault that leaves the status as it is breaks the answer on its way.
  if (answer.fault !== undefined) return { ...call, step: { kind: 'refused', answer: 'no answer' } };
  return withPage({ ...call, throttling: ended(call.throttling, at, wasImpatient) }, answer);
}

function withPage(call: ObservedCall, { operation }: Answered): ObservedCall {
  const before = call.step.kind === 'reading' ? call.step : undefined;
  const newest = call.published.at(-1) ?? 0;
  // Only the record itself shows a version; the pages after it belong to that one.
  const version = operation === 'getCallRecord' ? newest : (before?.version ?? newest);
  const answers = (before?.answers ?? 0) + 1;
  return {
    ...call,
    step: { kind: 'reading', version, answers },
    mostAnswers: Math.max(call.mostAnswers, answers),
  };
}

function ended(throttling: Throttling | undefined, at: Date, wasImpatient: boolean): Throttling | undefined {
  if (throttling === undefined) return undefined;
  if (throttling.waitedSeconds !== undefined) return throttling;
  const waitedSeconds = (at.getTime() - throttling.since.getTime()) / 1000;
  return { ...throttling, waitedSeconds, wasImpatient };
}

type Ingested = Extract<PipelineEvent, { readonly type: 'callIngested' }>;

/** The pipeline ended an ingest of the call. */
export function withOutcome(call: ObservedCall, ingested: Ingested): ObservedCall {
  const { outcome, because = '', until, lagSeconds } = ingested;
  switch (outcome) {
    case 'stored': {
      const version = call.step.kind === 'reading' ? call.step.version : (call.published.at(-1) ?? 0);
      return { ...call, step: { kind: 'stored' }, stored: [...call.stored, version], lagSeconds };
    }
    case 'superseded':
      return call.stored.length === 0 ? call : { ...call, step: { kind: 'stored' } };
    case 'deferred':
      return because === 'notFound'
        ? { ...call, step: { kind: 'notFound', until } }
        : { ...call, step: { kind: 'pending', because, until } };
    case 'dead':
      return { ...call, step: { kind: 'dead' } };
  }
}
