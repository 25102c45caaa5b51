/** What a perfect pipeline would have stored. */

import type { Call, PublishedVersion } from '../call.ts';
import type { CallKind } from '../call-kinds.ts';

export interface RecordCounts {
  readonly participants: number;
  readonly sessions: number;
  readonly segments: number;
  readonly mediaStreams: number;
}

export interface TrueCall {
  readonly callId: string;
  readonly kind: CallKind | 'file';
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly availableAt: Date;
  /** Undefined while nothing is published. A record may be published and notified before it is readable. */
  readonly newestVersion: number | undefined;
  readonly lastModifiedDateTime: string | undefined;
  /** In order of publication. */
  readonly versions: ReadonlyArray<{ readonly version: number; readonly publishedAt: Date }>;
  /** Of the newest version. */
  readonly counts: RecordCounts | undefined;
  /** Elements of change notifications about this call: put on their way, answered with 2xx in time, given up. */
  readonly notified: { readonly sent: number; readonly accepted: number; readonly dropped: number };
}

/** The counts of a version never change: counting a meeting of thousands of sessions is worth remembering. */
const counted = new WeakMap<PublishedVersion, RecordCounts>();

export function trueCall(call: Call): TrueCall {
  const newest = call.published.at(-1);
  return {
    callId: call.id,
    kind: call.kind,
    startDateTime: call.content.startDateTime,
    endDateTime: call.content.endDateTime,
    availableAt: new Date(call.availableAt),
    newestVersion: newest?.version,
    lastModifiedDateTime: newest?.lastModifiedDateTime,
    versions: call.published.map(({ version, publishedAt }) => ({
      version,
      publishedAt: new Date(publishedAt),
    })),
    // Counting means making every session once, so it waits until somebody asks.
    get counts(): RecordCounts | undefined {
      return newest === undefined ? undefined : countsOf(call, newest);
    },
    notified: { ...call.notifications },
  };
}

/** The record of one version with all its participants and sessions in one document, as if Graph had no pages. */
export function wholeRecord(call: Call, version: PublishedVersion): object {
  const participants = call.content.participants(version);
  const sessions = call.content.sessions(version);
  return {
    ...call.content.record(version),
    participants_v2: Array.from({ length: participants.count }, (_, index) => participants.at(index)),
    sessions: Array.from({ length: sessions.count }, (_, index) => sessions.at(index)),
  };
}

interface CountableSegment {
  readonly media?: ReadonlyArray<{ readonly streams?: ReadonlyArray<object> | null }> | null;
}

interface CountableSession {
  readonly segments?: ReadonlyArray<CountableSegment> | null;
}

function countsOf(call: Call, version: PublishedVersion): RecordCounts {
  const known = counted.get(version);
  if (known !== undefined) return known;
  const sessions = call.content.sessions(version);
  let segments = 0;
  let mediaStreams = 0;
  for (let index = 0; index < sessions.count; index += 1) {
    for (const segment of (sessions.at(index) as CountableSession).segments ?? []) {
      segments += 1;
      for (const media of segment.media ?? []) mediaStreams += media.streams?.length ?? 0;
    }
  }
  const participants = call.content.participants(version).count;
  const counts = { participants, sessions: sessions.count, segments, mediaStreams };
  counted.set(version, counts);
  return counts;
}
