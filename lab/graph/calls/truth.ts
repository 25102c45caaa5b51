/** What a perfect pipeline would have stored. */

import type { RecordCounts, TrueCall } from '../call.ts';
import { entitiesOf } from '../call-record-content.ts';
import type { Call, PublishedVersion } from './published-call.ts';

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
    // Counting makes every session once, so it waits until the counts are read.
    get counts(): RecordCounts | undefined {
      return newest === undefined ? undefined : countsOf(call, newest);
    },
    notified: { ...call.notifications },
  };
}

/** The record of one version with all its participants and sessions in one document, as if Graph had no pages. */
export function wholeRecord({ content }: Call, version: PublishedVersion): object {
  return {
    ...content.record(version),
    participants_v2: [...entitiesOf(content.participants(version))],
    sessions: [...entitiesOf(content.sessions(version))],
  };
}

interface CountableSegment {
  readonly media?: ReadonlyArray<{ readonly streams?: ReadonlyArray<object> | null }> | null;
}

/** The counts of a version never change: counting a meeting of thousands of sessions is worth remembering. */
const counted = new WeakMap<PublishedVersion, RecordCounts>();

function countsOf({ content }: Call, version: PublishedVersion): RecordCounts {
  const known = counted.get(version);
  if (known !== undefined) return known;
  const sessions = content.sessions(version);
  let segments = 0;
  let mediaStreams = 0;
  for (const session of entitiesOf(sessions)) {
    const found = (session as { readonly segments?: ReadonlyArray<CountableSegment> | null }).segments ?? [];
    segments += found.length;
    for (const media of found.flatMap((segment) => segment.media ?? []))
      mediaStreams += media.streams?.length ?? 0;
  }
  const participants = content.participants(version).count;
  const counts = { participants, sessions: sessions.count, segments, mediaStreams };
  counted.set(version, counts);
  return counts;
}
