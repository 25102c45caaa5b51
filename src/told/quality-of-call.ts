/** How good the streams of a call were, in figures for each medium. */

import { poorOf } from '../calls/poor-streams-of-call.ts';
import { countsByMedium } from '../classify/tally.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { numeral } from '../wording/values.ts';
import { totals } from './sentence.ts';
import { becauseText, mediumNames } from './words.ts';

/** `2 of 24 streams poor (audio 2 of 16, video 0 of 8): high jitter; 8 unclassified`, whatever their medium. */
export function qualityOfCall(head: CallRecordValues): string {
  const all = countsByMedium(head);
  const classified = totals(head);
  const unclassified = head.MediaStreamCount - classified.good - classified.poor;
  const media = all.filter(({ good, poor }) => good + poor > 0);
  const parts = media.map(({ medium, ...counts }) => `${mediumNames[medium]} ${poorOf(counts)}`);
  const { QualityBecause: because } = head;
  return [
    `${poorOf(classified)} streams poor`,
    parts.length === 0 ? '' : ` (${parts.join(', ')})`,
    because === undefined ? '' : `: ${becauseText(because.split(','))}`,
    unclassified === 0 ? '' : `; ${numeral(unclassified)} unclassified`,
  ].join('');
}
