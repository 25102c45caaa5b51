/** Whether a media stream was good or poor, or why the rules cannot tell. */

import type { streamQualityColumns } from '../tables/columns/quality.ts';
import type { ValuesOf } from '../tables/table.ts';
import type { StreamValues } from './classified-columns.ts';
import { type Hint, hintsOf } from './hints.ts';
import { type Medium, mediaKindOf, mediumOf } from './media-kind.ts';
import { isOmitted } from './metrics.ts';
import { unclassified, type Verdict, verdictBy } from './rules.ts';

export type Classification = Verdict & {
  /** What counts the stream; undefined for data and for unknown labels. */
  readonly medium: Medium | undefined;
  /** What may have disturbed it, poor or not. */
  readonly hints: ReadonlyArray<Hint>;
};

/** Classifies a stream by what its row says: rows as they are written, and rows read back, of whatever layout. */
export function classifyStream(stream: StreamValues): Classification {
  const kind = mediaKindOf(stream.MediaLabel ?? '');
  const verdict = kind === undefined ? unclassified([labelFault(stream)]) : verdictBy(kind, stream);
  return { ...verdict, medium: mediumOf(kind), hints: hintsOf(stream) };
}

function labelFault(stream: StreamValues): 'labelMissing' | 'labelUnknown' {
  return (stream.MediaLabel ?? '') === '' && !isOmitted(stream, 'MediaLabel')
    ? 'labelMissing'
    : 'labelUnknown';
}

/** The columns of a stream. */
export function streamQuality({
  quality,
  because,
  hints,
}: Classification): ValuesOf<typeof streamQualityColumns> {
  return { Quality: quality, QualityBecause: joined(because), QualityHints: joined(hints) };
}

/** A list in one column; an empty one leaves it empty. */
export function joined(texts: ReadonlyArray<string>): string | undefined {
  return texts.length === 0 ? undefined : texts.join(',');
}
