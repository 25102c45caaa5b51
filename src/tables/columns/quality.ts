/** Columns that say how good streams were: computed by `src/classify`, empty in rows of layouts before the third. */

import type { Column } from '../table.ts';

export const streamQualityColumns = {
  Quality: {
    type: 'String',
    meaning: 'How the stream is classified: good, poor or unclassified.',
  },
  QualityBecause: {
    type: 'String',
    meaning: 'Why the stream is poor or unclassified, joined by commas. Empty: it is good.',
  },
  QualityHints: {
    type: 'String',
    meaning: 'What may have disturbed the stream, poor or not, joined by commas.',
  },
} as const satisfies Readonly<Record<string, Column>>;

/** Streams of a session or a call. Streams of data and of unknown labels are in none of the counts. */
export const streamCountColumns = {
  AudioGoodStreamCount: { type: 'Int32', meaning: 'Streams of audio that are good.' },
  AudioPoorStreamCount: { type: 'Int32', meaning: 'Streams of audio that are poor.' },
  AudioUnclassifiedStreamCount: { type: 'Int32', meaning: 'Streams of audio that are unclassified.' },
  VideoGoodStreamCount: { type: 'Int32', meaning: 'Streams of video that are good.' },
  VideoPoorStreamCount: { type: 'Int32', meaning: 'Streams of video that are poor.' },
  VideoUnclassifiedStreamCount: { type: 'Int32', meaning: 'Streams of video that are unclassified.' },
  ScreenSharingGoodStreamCount: { type: 'Int32', meaning: 'Streams of screen sharing that are good.' },
  ScreenSharingPoorStreamCount: { type: 'Int32', meaning: 'Streams of screen sharing that are poor.' },
  ScreenSharingUnclassifiedStreamCount: {
    type: 'Int32',
    meaning: 'Streams of screen sharing that are unclassified.',
  },
  QualityBecause: {
    type: 'String',
    meaning: 'Why streams are poor: all reasons, joined by commas. Empty: none is poor.',
  },
} as const satisfies Readonly<Record<string, Column>>;

export const callQualityColumns = {
  ...streamCountColumns,
  SetupFailedSessionCount: {
    type: 'Int32',
    meaning: 'Sessions that could not be set up: their SessionFailureStage is callSetup.',
  },
  DroppedSessionCount: {
    type: 'Int32',
    meaning: 'Sessions that were dropped after they were set up: their SessionFailureStage is midcall.',
  },
  WorstFeedbackRating: {
    type: 'String',
    meaning: 'The worst rating that a user gave: bad, poor, fair, good or excellent. Empty: there is none.',
  },
  RuleSet: {
    type: 'String',
    meaning: 'Rules by which the streams are classified. Empty: the call is not classified.',
  },
} as const satisfies Readonly<Record<string, Column>>;
