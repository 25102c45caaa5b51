/** What the classified streams of a session or a call come to, summed up while they stream by. */

import type { callQualityColumns, streamCountColumns } from '../tables/columns/quality.ts';
import type { ValuesOf } from '../tables/table.ts';
import { type Classification, joined } from './classify-stream.ts';
import { type Medium, mediums } from './media-kind.ts';
import { type Rating, worstOf } from './rating.ts';
import { type PoorReason, poorReasons, RULE_SET, type Verdict } from './rules.ts';

const countColumns = {
  audio: {
    good: 'AudioGoodStreamCount',
    poor: 'AudioPoorStreamCount',
    unclassified: 'AudioUnclassifiedStreamCount',
  },
  video: {
    good: 'VideoGoodStreamCount',
    poor: 'VideoPoorStreamCount',
    unclassified: 'VideoUnclassifiedStreamCount',
  },
  screenSharing: {
    good: 'ScreenSharingGoodStreamCount',
    poor: 'ScreenSharingPoorStreamCount',
    unclassified: 'ScreenSharingUnclassifiedStreamCount',
  },
} as const satisfies Readonly<Record<Medium, Readonly<Record<Verdict['quality'], string>>>>;

type CountColumn = { [M in Medium]: (typeof countColumns)[M][Verdict['quality']] }[Medium];

/** The columns that count streams, of a session and of a call. */
export const streamCounts: ReadonlyArray<CountColumn> = Object.values(countColumns).flatMap((columns) =>
  Object.values(columns),
);

const noStreams = Object.fromEntries(streamCounts.map((column) => [column, 0])) as Readonly<
  Record<CountColumn, number>
>;

/** The streams of a session. */
export interface StreamTally {
  readonly counts: Record<CountColumn, number>;
  readonly poorBecause: Set<PoorReason>;
}

/** The streams of a call, or of some of its sessions, and how these sessions ended and were rated. */
export interface CallTally extends StreamTally {
  setupFailed: number;
  dropped: number;
  worst: Rating | undefined;
}

export function createStreamTally(): StreamTally {
  return { counts: { ...noStreams }, poorBecause: new Set() };
}

export function createCallTally(): CallTally {
  return { ...createStreamTally(), setupFailed: 0, dropped: 0, worst: undefined };
}

export function addStream(tally: StreamTally, { medium, quality, because }: Classification): void {
  if (medium === undefined) return;
  tally.counts[countColumns[medium][quality]] += 1;
  if (quality === 'poor') for (const reason of because) tally.poorBecause.add(reason);
}

/** What a row of Sessions or Segments says of how users rated the session. */
export interface Rated {
  readonly CallerFeedbackRating?: string | undefined;
  readonly CalleeFeedbackRating?: string | undefined;
}

/** A session of a call, as its rows have it. */
export interface ClassifiedSession {
  readonly streams: StreamTally;
  readonly session: Rated & { readonly SessionFailureStage?: string | undefined };
  readonly segments: Iterable<Rated>;
}

export function addSession(tally: CallTally, { streams, session, segments }: ClassifiedSession): void {
  addStreams(tally, streams);
  if (session.SessionFailureStage === 'callSetup') tally.setupFailed += 1;
  if (session.SessionFailureStage === 'midcall') tally.dropped += 1;
  for (const { CallerFeedbackRating, CalleeFeedbackRating } of [session, ...segments]) {
    tally.worst = worstOf(tally.worst, CallerFeedbackRating, CalleeFeedbackRating);
  }
}

/** Adds what other sessions of the call came to. */
export function addTally(tally: CallTally, other: CallTally): void {
  addStreams(tally, other);
  tally.setupFailed += other.setupFailed;
  tally.dropped += other.dropped;
  tally.worst = worstOf(tally.worst, other.worst);
}

function addStreams(tally: StreamTally, { counts, poorBecause }: StreamTally): void {
  for (const [column, count] of Object.entries(counts)) tally.counts[column as CountColumn] += count;
  for (const reason of poorBecause) tally.poorBecause.add(reason);
}

type StreamCounts = Readonly<Partial<Record<CountColumn, number | undefined>>>;

export interface MediumCounts {
  readonly medium: Medium;
  readonly good: number;
  readonly poor: number;
  readonly unclassified: number;
}

/** The counts in the row of a session, a call or a summary, by medium. */
export function countsByMedium(row: StreamCounts): ReadonlyArray<MediumCounts> {
  return mediums.map((medium) => countsOf(row, medium));
}

/** The same of one medium. */
export function countsOf(row: StreamCounts, medium: Medium): MediumCounts {
  const { good, poor, unclassified } = countColumns[medium];
  return { medium, good: row[good] ?? 0, poor: row[poor] ?? 0, unclassified: row[unclassified] ?? 0 };
}

/** The columns of a session. */
export function sessionQuality({ counts, poorBecause }: StreamTally): ValuesOf<typeof streamCountColumns> {
  const because = poorReasons.filter((reason) => poorBecause.has(reason));
  return { ...counts, QualityBecause: joined(because) };
}

/** The columns of a call. */
export function callQuality(tally: CallTally): ValuesOf<typeof callQualityColumns> {
  return {
    ...sessionQuality(tally),
    SetupFailedSessionCount: tally.setupFailed,
    DroppedSessionCount: tally.dropped,
    WorstFeedbackRating: tally.worst,
    RuleSet: RULE_SET,
  };
}
