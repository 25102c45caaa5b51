/** What becomes of a call if Graph shows everything but its participants. */

import { toDate } from '../language/date-time.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { type CallRecordReading, ParticipantsRefused } from '../ports/graph.ts';
import type { PendingCallRecordValues } from '../tables/declarations/pending-call-records.ts';

/** Whether they were refused before, and the latency window is over: then they are not to be expected any more. */
export function areRefusedForGood(
  before: PendingCallRecordValues | undefined,
  now: Date,
  latencyWindowMinutes: number,
): boolean {
  if (before?.Reason !== 'participantsRefused' || before.FirstSeenAt === undefined) return false;
  return now.getTime() - toDate(before.FirstSeenAt).getTime() >= latencyWindowMinutes * MINUTE_MS;
}

/** The same reading; without participants when they are refused again, so that they are made from the sessions. */
export function withoutRefusedParticipants(reading: CallRecordReading): CallRecordReading {
  return {
    record: reading.record,
    opening: reading.opening,
    async *participantPages() {
      try {
        yield* reading.participantPages();
      } catch (error) {
        if (!(error instanceof ParticipantsRefused)) throw error;
      }
    },
    sessionPages: () => reading.sessionPages(),
    get incompleteBecause() {
      return reading.incompleteBecause;
    },
    confirm: () => reading.confirm(),
  };
}
