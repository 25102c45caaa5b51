/** Lets events happen to an empty observation, a second apart, as the display and the narration see them. */

import { type LocalEvent, nothingObserved, type Observed, observe } from '../observed.ts';

export const BEGUN_AT = new Date('2026-11-23T09:00:00.000Z');

/** `omit` on a union, member by member. */
export type WithoutAt<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
export type Happening = WithoutAt<LocalEvent>;

export interface Played {
  readonly event: LocalEvent;
  readonly before: Observed;
  readonly after: Observed;
}

export function play(happenings: ReadonlyArray<Happening>): ReadonlyArray<Played> {
  let after = nothingObserved(BEGUN_AT);
  return happenings.map((happening, index) => {
    const event: LocalEvent = { ...happening, at: new Date(BEGUN_AT.getTime() + index * 1000) };
    const before = after;
    after = observe(before, event);
    return { event, before, after };
  });
}

export function observedAfter(happenings: ReadonlyArray<Happening>): Observed {
  return play(happenings).at(-1)?.after ?? nothingObserved(BEGUN_AT);
}

/** A GUID that begins with `name`, padded: `a` is a0000000-…. */
export function callIdOf(name: string): string {
  return `${name.padEnd(8, '0')}-0000-4000-8000-000000000000`;
}

export function ended(callId: string, kind: 'peer-to-peer' | 'large-meeting' = 'peer-to-peer'): Happening {
  const startDateTime = '2026-11-23T08:50:00Z';
  return {
    type: 'callEnded',
    callId,
    kind,
    startDateTime,
    endDateTime: startDateTime,
    availableAt: BEGUN_AT,
  };
}

export function published(callId: string, version: number): Happening {
  return { type: 'versionPublished', callId, version, lastModifiedDateTime: '2026-11-23T09:00:00Z' };
}

export function sized(callId: string, version: number, participants: number, sessions: number): Happening {
  return { type: 'recordSized', callId, version, participants, sessions };
}

export function notified(callId: string, { forged = false, status = 202 } = {}): Happening {
  const elements = [{ subscriptionId: 's', callId, lifecycleEvent: undefined, forged }];
  return {
    type: 'notificationAnswered',
    deliveryId: 1,
    url: 'http://127.0.0.1/api/notifications',
    attempt: 1,
    elements,
    status,
    elapsedMilliseconds: 5,
    accepted: status < 300,
  };
}

export function answered(
  callId: string,
  status: number,
  details: {
    readonly operation?: 'getCallRecord' | 'listSessions';
    readonly retryAfter?: string;
    readonly earlyByMilliseconds?: number;
    readonly fault?: 'connection-reset';
  } = {},
): Happening {
  return {
    type: 'requestAnswered',
    method: 'GET',
    operation: details.operation ?? 'getCallRecord',
    path: '/',
    callId,
    subscriptionId: undefined,
    status,
    retryAfter: details.retryAfter,
    earlyByMilliseconds: details.earlyByMilliseconds,
    fault: details.fault,
  };
}

export function ingested(
  callId: string,
  outcome: 'stored' | 'superseded' | 'dead' | { readonly deferred: string; readonly until?: Date },
  lagSeconds = 1,
): Happening {
  const deferred = typeof outcome === 'string' ? undefined : outcome;
  return {
    type: 'callIngested',
    callId,
    outcome: typeof outcome === 'string' ? outcome : 'deferred',
    because: deferred?.deferred,
    until: deferred?.until,
    lagSeconds,
  };
}

/** A call of two people whose version 1 is stored. */
export function storedCall(callId: string): ReadonlyArray<Happening> {
  return [
    ended(callId),
    published(callId, 1),
    sized(callId, 1, 2, 1),
    notified(callId),
    answered(callId, 200),
    answered(callId, 200),
    ingested(callId, 'stored'),
  ];
}
