/** Counts the streams of one row of a summary. */

import type { Medium } from '../classify/media-kind.ts';
import type { QualitySummaryValues } from '../tables/declarations/quality-summaries.ts';
import type { SummedQuality } from './summed-stream.ts';

/** A stream as all rows count it. */
export interface CountedStream {
  readonly quality: SummedQuality;
  /** Position among the streams of the day. */
  readonly ordinal: number;
  /** Positions of its call and session; those of one call, and of one session, come one after another. */
  readonly call: number;
  readonly session: number;
  readonly isDropped: boolean;
}

interface Counts {
  good: number;
  poor: number;
  unclassified: number;
  readonly because: Map<string, number>;
}

/** What a tally says of its row. */
export type Counted = Omit<
  QualitySummaryValues,
  | 'Dimension'
  | 'Value'
  | 'Digest'
  | 'CallsDigest'
  | 'SummedAt'
  | 'RuleSet'
  | 'MissingStreamCount'
  | 'ComparedAt'
  | 'FrozenAt'
  | 'IsFrozenAsStored'
  | 'DeletedAt'
  | 'ReportedAt'
>;

export class Tally {
  readonly #media: Readonly<Record<Medium, Counts>> = {
    audio: noCounts(),
    video: noCounts(),
    screenSharing: noCounts(),
  };
  readonly #people = new Set<number>();
  #calls = 0;
  #sessions = 0;
  #drops = 0;
  #last: CountedStream | undefined;

  /** Counts a stream once, however many of its ends are in the row, and each person at an end. */
  add(stream: CountedStream, person: number | undefined): void {
    if (person !== undefined) this.#people.add(person);
    const last = this.#last;
    if (last?.ordinal === stream.ordinal) return;
    this.#last = stream;
    if (last?.call !== stream.call) this.#calls += 1;
    if (last?.session !== stream.session) {
      this.#sessions += 1;
      if (stream.isDropped) this.#drops += 1;
    }
    const { medium, quality, because } = stream.quality;
    if (medium === undefined) return;
    const counts = this.#media[medium];
    counts[quality] += 1;
    for (const reason of because) counts.because.set(reason, (counts.because.get(reason) ?? 0) + 1);
  }

  get counted(): Counted {
    const { audio, video, screenSharing } = this.#media;
    return {
      AudioGoodStreamCount: audio.good,
      AudioPoorStreamCount: audio.poor,
      AudioUnclassifiedStreamCount: audio.unclassified,
      AudioBecause: reasonsText(audio.because),
      VideoGoodStreamCount: video.good,
      VideoPoorStreamCount: video.poor,
      VideoUnclassifiedStreamCount: video.unclassified,
      VideoBecause: reasonsText(video.because),
      ScreenSharingGoodStreamCount: screenSharing.good,
      ScreenSharingPoorStreamCount: screenSharing.poor,
      ScreenSharingUnclassifiedStreamCount: screenSharing.unclassified,
      ScreenSharingBecause: reasonsText(screenSharing.because),
      CallCount: this.#calls,
      PersonCount: this.#people.size,
      SessionCount: this.#sessions,
      DroppedSessionCount: this.#drops,
    };
  }
}

function noCounts(): Counts {
  return { good: 0, poor: 0, unclassified: 0, because: new Map() };
}

/** Sorted, so that the same streams give the same text. */
function reasonsText(because: ReadonlyMap<string, number>): string | undefined {
  if (because.size === 0) return undefined;
  return JSON.stringify(Object.fromEntries([...because].sort(([a], [b]) => (a < b ? -1 : 1))));
}
