/** Events that happen a second apart, as the narration hears them. */

import { type LocalEvent, Observed } from '../observed.ts';

export const BEGUN_AT = new Date('2026-11-23T09:00:00.000Z');

/** `omit` on a union, member by member. */
export type WithoutAt<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
export type Happening = WithoutAt<LocalEvent>;

/** The events with their times: the first one when the run begins. */
export function timed(happenings: ReadonlyArray<Happening>): ReadonlyArray<LocalEvent> {
  return happenings.map((happening, index) => ({
    ...happening,
    at: new Date(BEGUN_AT.getTime() + index * 1000),
  }));
}

export function observedAfter(happenings: ReadonlyArray<Happening>): Observed {
  const observed = new Observed();
  for (const event of timed(happenings)) observed.hear(event);
  return observed;
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

export function published(callId: string, version: number, participants = 2, sessions = 1): Happening {
  const lastModifiedDateTime = '2026-11-23T09:00:00Z';
  const startDateTime = '2026-11-23T08:50:00Z';
  const published = {
    type: 'versionPublished',
    callId,
    version,
    lastModifiedDateTime,
    startDateTime,
  } as const;
  return { ...published, participants, sessions };
}

export function notified(callId: string, { forged = false, status = 202 } = {}): Happening {
  const elements = [{ subscriptionId: 's', callId, lifecycleEvent: undefined, forged }];
  return {
    type: 'notificationAnswered',
    url: 'http://127.0.0.1/api/notifications',
    attempt: 1,
    elements,
    status,
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
    readonly faults?: ReadonlyArray<'connection-reset'>;
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
    faults: details.faults ?? [],
  };
}

export function ingested(
  callId: string,
  outcome: 'stored' | 'superseded' | 'dead' | { readonly deferred: string; readonly until?: Date },
  lagSeconds = 1,
): Happening {
  const deferred = typeof outcome === 'string' ? undefined : outcome;
  return {
    type: 'callRecordIngested',
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
    notified(callId),
    answered(callId, 200),
    answered(callId, 200),
    ingested(callId, 'stored'),
  ];
}
