/** What classifying a stream takes of the time in which it is stored. */

import { createCallTally } from '../../src/classify/tally.ts';
import { classifySession, type SessionRows } from '../../src/store/classify-session.ts';
import { countTable } from './findings.ts';
import { createCountedPipeline, recordOf, startPipeline } from './pipeline.ts';
import { inRounds, median } from './rounds.ts';
import { type Times, timesOf } from './times-of.ts';
import type { Measurement } from './workbench.ts';

/** One page, with some hundreds of streams: further pages are paced. */
const MEETING = { kind: 'large-meeting', sessions: 60, participants: 60 } as const;

/** Figures are for so many streams. */
const STREAMS = 1_000;

const MOST_PERCENT = 5;

export const classifyStreams: Measurement = {
  name: 'classify',
  title: 'Classifying streams',
  async run(workbench) {
    const session = await sessionOf(MEETING);
    const pipeline = await startPipeline(await workbench.freshAccount());
    const ofStreams = ({ ms }: Times) => ({ ms: (ms / session.mediaStreams.length) * STREAMS });
    try {
      const measured = await inRounds(workbench.rounds, {
        store: async () => {
          const callId = recordOf(pipeline.tenant, MEETING);
          return ofStreams(await timesOf(() => pipeline.ingest(callId)));
        },
        classify: async () =>
          ofStreams(await timesOf(async () => classifySession(session, createCallTally()))),
      });
      const shares = measured.map(({ store, classify }) => (classify.ms / store.ms) * 100);
      return [
        countTable([
          [`${STREAMS} streams of a meeting stored`, 'ms', median(measured.map(({ store }) => store.ms))],
          ['of this they are classified in', 'ms', median(measured.map(({ classify }) => classify.ms))],
          ['share', 'percent', median(shares), MOST_PERCENT],
        ]),
      ];
    } finally {
      await pipeline.close();
    }
  },
};

/** All streams of such a meeting, as if they were of one session. */
async function sessionOf(call: typeof MEETING): Promise<SessionRows> {
  const { tenant, tables, requestsOf } = createCountedPipeline();
  await requestsOf(recordOf(tenant, call));
  const [session] = tables.rows('Sessions');
  if (session === undefined) throw new Error('the meeting was not stored');
  return { session, segments: tables.rows('Segments'), mediaStreams: tables.rows('MediaStreams') };
}
