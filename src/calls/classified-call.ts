/**
 * Quality of calls that were stored before their streams were classified, or by other rules: found when they are read,
 * by the function that ingest uses.
 */

import { classifyStream, streamQuality } from '../classify/classify-stream.ts';
import { RULE_SET } from '../classify/rules.ts';
import {
  addSession,
  addStream,
  callQuality,
  createCallTally,
  createStreamTally,
  type StreamTally,
  sessionQuality,
} from '../classify/tally.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import type { MediaStreamValues } from '../tables/declarations/media-streams.ts';
import type { SegmentValues } from '../tables/declarations/segments.ts';
import type { SessionValues } from '../tables/declarations/sessions.ts';

interface CallRows {
  readonly head: CallRecordValues;
  readonly sessions: ReadonlyArray<SessionValues>;
  readonly segments: ReadonlyArray<SegmentValues>;
  readonly mediaStreams: ReadonlyArray<MediaStreamValues>;
}

/** Whether the rows of a call say how good it was, by the rules of this program. */
export function isClassified({ RuleSet }: Pick<CallRecordValues, 'RuleSet'>): boolean {
  return RuleSet === RULE_SET;
}

export function classifiedStream(stream: MediaStreamValues): MediaStreamValues {
  return { ...stream, ...streamQuality(classifyStream(stream)) };
}

/** The call with the columns of quality that its sessions and its head would have if it were stored today. */
export function classifiedCall<Call extends CallRows>(call: Call): Call {
  const streams = streamsBySession(call.mediaStreams);
  const segments = Map.groupBy(call.segments, ({ SessionOrdinal }) => SessionOrdinal);
  const tally = createCallTally();
  const sessions = call.sessions.map((session) => {
    const own = streams.get(session.SessionOrdinal) ?? createStreamTally();
    addSession(tally, { streams: own, session, segments: segments.get(session.SessionOrdinal) ?? [] });
    return { ...session, ...sessionQuality(own) };
  });
  return { ...call, head: { ...call.head, ...callQuality(tally) }, sessions };
}

function streamsBySession(streams: ReadonlyArray<MediaStreamValues>): ReadonlyMap<number, StreamTally> {
  const tallies = new Map<number, StreamTally>();
  for (const stream of streams) {
    const tally = tallies.get(stream.SessionOrdinal) ?? createStreamTally();
    tallies.set(stream.SessionOrdinal, tally);
    addStream(tally, classifyStream(stream));
  }
  return tallies;
}
