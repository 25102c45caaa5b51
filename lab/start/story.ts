/** The story that every run begins with: what a pipeline of call records must handle, one act each. */

import { counted } from '../../src/wording/values.ts';
import type { CallSpec } from '../graph/call.ts';
import type { SimulatedTenant } from '../graph/tenant.ts';
import type { Observed } from './observed.ts';
import type { ObservedCall, PublishedVersion } from './observed-call.ts';

export interface Act {
  readonly title: string;
  /** Calls that end in it. */
  readonly calls: 0 | 1;
  /** Begins it. `id` is that of the call it is about. Undefined: what it shows was asked for before the run. */
  readonly begin?: (tenant: SimulatedTenant, id: string, now: Date) => void;
  /** What was seen, in words with numbers; undefined until all of it was. */
  readonly seen: (call: ObservedCall | undefined, observed: Observed) => string | undefined;
}

/** What Graph puts into one answer: https://learn.microsoft.com/graph/api/callrecords-callrecord-get */
const PAGE = { participants: 130, sessions: 60 } as const;

export function hasPages({ participants, sessions }: PublishedVersion): boolean {
  return participants > PAGE.participants || sessions > PAGE.sessions;
}

/** Long enough to be watched, and short enough for the functions to wait for it within one request. */
const RETRY_AFTER_SECONDS = 3;

/** Longer than the functions take to look at their queue: the first fetch is to meet the 404. */
const NOT_READABLE_SECONDS = 4;

/** Longer than the latency window here, so that its notification is not waited for. */
const LATE_MINUTES = 10;

/** One version, of which Graph tells when the call ends, and which can be read then. */
const READABLE: CallSpec = { versions: [{}], readableAfterSeconds: 0, notifiedAfterSeconds: 0 };

export const STORY: ReadonlyArray<Act> = [
  {
    title: 'An ordinary call is stored',
    calls: 1,
    begin: (tenant, id) => tenant.startCall({ ...READABLE, id, kind: 'peer-to-peer' }),
    seen: (call) => (isStored(call) ? `${inSeconds(call.lagSeconds)} after its notification` : undefined),
  },
  {
    title: 'A record that is not ready is retried',
    calls: 1,
    begin: (tenant, id) =>
      tenant.startCall({
        ...READABLE,
        id,
        kind: 'pstn-inbound',
        readableAfterSeconds: NOT_READABLE_SECONDS,
      }),
    seen: (call) =>
      isStored(call) && call.notFound > 0
        ? `404 ×${call.notFound}, stored after ${inSeconds(call.lagSeconds)}`
        : undefined,
  },
  {
    title: 'A call without a notification is found',
    calls: 1,
    begin: (tenant, id, now) => {
      tenant.faults.add('notification-dropped', { callId: id });
      const endedAt = new Date(now.getTime() - LATE_MINUTES * 60_000);
      tenant.startCall({ ...READABLE, id, kind: 'peer-to-peer', endedAt, durationSeconds: 60 });
    },
    seen: (call) =>
      isStored(call) && call.notified === 0 ? 'reconcile found it by listing the hour' : undefined,
  },
  {
    title: 'Version 2 replaces version 1',
    calls: 1,
    begin: (tenant, id) =>
      tenant.startCall({
        ...READABLE,
        id,
        kind: 'group-call',
        participants: 5,
        versions: [{ sessions: 3 }, { afterSeconds: 4, sessions: 5 }],
      }),
    seen: (call) => {
      if (!isStored(call) || new Set(call.stored).size < 2) return undefined;
      const [before, after] = call.published;
      return `v1 had ${before?.sessions} sessions, v2 has ${after?.sessions}`;
    },
  },
  {
    title: 'A meeting of several pages is read',
    calls: 1,
    begin: (tenant, id) => tenant.startCall({ ...READABLE, id, kind: 'large-meeting' }),
    seen: (call) => {
      if (!isStored(call)) return undefined;
      const { participants = 0, sessions = 0 } = call.newest ?? {};
      if (sessions <= PAGE.sessions || participants <= PAGE.participants) return undefined;
      return `${participants} people, ${sessions} sessions, ${call.mostAnswers} requests`;
    },
  },
  {
    title: 'A forged notification is refused',
    calls: 0,
    begin: (tenant, id) => tenant.forgeNotification(id),
    seen: (_, { forged }) =>
      forged.refused > 0 && forged.answered > 0 ? 'wrong clientState: nothing was stored' : undefined,
  },
  {
    title: 'A throttled request waits as asked',
    calls: 1,
    begin: (tenant, id) => {
      tenant.faults.add('throttled', { callId: id, retryAfter: `${RETRY_AFTER_SECONDS}` });
      tenant.startCall({ ...READABLE, id, kind: 'meeting' });
    },
    seen: (call) => {
      const { retryAfter, waitedSeconds, wasImpatient } = call?.throttling ?? {};
      if (!isStored(call) || waitedSeconds === undefined || wasImpatient === true) return undefined;
      return `Retry-After: ${retryAfter}, waited ${inSeconds(waitedSeconds)}`;
    },
  },
  {
    title: 'A day past KEEP_DAYS is deleted',
    calls: 0,
    seen: (_, { notKept }) =>
      notKept.deleted > 0 ? `${counted(notKept.deleted, 'call')} deleted` : undefined,
  },
  {
    title: 'An erased person is forgotten',
    calls: 0,
    seen: (_, { notKept }) =>
      notKept.forgotten > 0 ? `${counted(notKept.forgotten, 'call')} stored without a name` : undefined,
  },
  {
    title: 'An excluded meeting is withheld',
    calls: 0,
    seen: (_, { notKept }) =>
      notKept.withheld > 0 ? `${counted(notKept.withheld, 'call')} kept as a head alone` : undefined,
  },
];

export type ActState =
  | { readonly kind: 'toCome' }
  | { readonly kind: 'playing' }
  | { readonly kind: 'seen'; readonly words: string };

/** How far each act is: taken from what was observed, never from the clock. */
export function actStates(
  story: ReadonlyArray<Act>,
  observed: Observed,
): ReadonlyArray<{ readonly title: string; readonly state: ActState }> {
  return story.map((act, number) => ({ title: act.title, state: stateOf(act, number, observed) }));
}

function stateOf(act: Act, number: number, observed: Observed): ActState {
  const callId = observed.acts.get(number);
  if (callId === undefined) return { kind: 'toCome' };
  const words = act.seen(observed.calls.get(callId), observed);
  return words === undefined ? { kind: 'playing' } : { kind: 'seen', words };
}

function isStored(call: ObservedCall | undefined): call is ObservedCall {
  return call?.isStoredAtNewest === true;
}

function inSeconds(seconds: number | undefined): string {
  return `${seconds?.toFixed(1)} s`;
}
