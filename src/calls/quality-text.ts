/** How good the streams of a call or a session were, in words. */

import { countsByMedium, type MediumCounts } from '../classify/tally.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import type { SessionValues } from '../tables/declarations/sessions.ts';
import { isWithheld } from './withheld-call.ts';

type Classified = Pick<MediumCounts, 'good' | 'poor'>;

/** `2 of 24`: the poor ones of the streams that could be classified. */
export function poorStreams(row: SessionValues | CallsByDayValues): string {
  return poorOf(total(countsByMedium(row)));
}

/** The same for a list, whose calls may be withheld, or stored before streams were classified. */
export function poorStreamsOfCall(call: CallsByDayValues): string {
  if (isWithheld(call)) return 'withheld';
  return call.RuleSet === undefined ? 'not classified' : poorStreams(call);
}

export function hasPoorStream(call: CallsByDayValues): boolean {
  return total(countsByMedium(call)).poor > 0;
}

/** `2 of 24 streams poor (audio 2 of 16, video 0 of 8): jitterHigh; 8 unclassified`, whatever their medium. */
export function qualityText(call: CallsByDayValues): string {
  const all = countsByMedium(call);
  const classified = total(all);
  const unclassified = call.MediaStreamCount - classified.good - classified.poor;
  const media = all.filter(({ good, poor }) => good + poor > 0);
  const parts = media.map(({ medium, ...counts }) => `${NAMES[medium]} ${poorOf(counts)}`);
  return [
    `${poorOf(classified)} streams poor`,
    parts.length === 0 ? '' : ` (${parts.join(', ')})`,
    call.QualityBecause === undefined ? '' : `: ${call.QualityBecause.replaceAll(',', ', ')}`,
    unclassified === 0 ? '' : `; ${unclassified} unclassified`,
  ].join('');
}

const NAMES = {
  audio: 'audio',
  video: 'video',
  screenSharing: 'screen sharing',
} as const satisfies Record<MediumCounts['medium'], string>;

function poorOf({ good, poor }: Classified): string {
  return `${poor} of ${poor + good}`;
}

function total(all: ReadonlyArray<Classified>): Classified {
  const sum = (quality: keyof Classified) => all.reduce((count, counts) => count + counts[quality], 0);
  return { good: sum('good'), poor: sum('poor') };
}
