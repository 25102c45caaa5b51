/** Which sessions of a call are read with one request: those that lie so near to each other that little is between. */

import { countsByMedium } from '../classify/tally.ts';
import type { ToldSession } from './columns.ts';

/** Sessions that follow each other. */
export interface SessionRun {
  /** Positions of sessions, both included. */
  readonly first: number;
  readonly last: number;
  /** Poor streams in them. */
  readonly poor: number;
}

/** Streams between two sessions that one request looks through: as many as the service answers at most. */
const MOST_STREAMS_BETWEEN = 1_000;

/** Poor ones among them: they are sent, and not used. */
const MOST_POOR_BETWEEN = 20;

/** Runs of the sessions that are wanted; `sessions` are all of the call, and both are in the order of the record. */
export function sessionRuns(
  sessions: ReadonlyArray<ToldSession>,
  wanted: ReadonlyArray<ToldSession>,
): ReadonlyArray<SessionRun> {
  const isWanted = new Set(wanted);
  const runs: Array<SessionRun> = [];
  let between = { streams: 0, poor: 0 };
  for (const session of sessions) {
    const { SessionOrdinal: last } = session;
    const own = streamsOf(session);
    if (!isWanted.has(session)) {
      between = { streams: between.streams + own.streams, poor: between.poor + own.poor };
      continue;
    }
    const run = runs.at(-1);
    const isNear = between.streams <= MOST_STREAMS_BETWEEN && between.poor <= MOST_POOR_BETWEEN;
    if (run !== undefined && isNear)
      runs.splice(-1, 1, { ...run, last, poor: run.poor + between.poor + own.poor });
    else runs.push({ first: last, last, poor: own.poor });
    between = { streams: 0, poor: 0 };
  }
  return runs;
}

function streamsOf(session: ToldSession): { readonly streams: number; readonly poor: number } {
  const counts = countsByMedium(session);
  return {
    streams: counts.reduce((sum, { good, poor, unclassified }) => sum + good + poor + unclassified, 0),
    poor: counts.reduce((sum, { poor }) => sum + poor, 0),
  };
}
