/** How good the streams of a record are, by the judge's own statement of the rules in docs/tables.md. */

import { type Row, textOf } from './row.ts';

/** What a head says of quality, by column. */
export type TrueQuality = Readonly<Record<string, string | number>>;

const QUALITIES = ['Good', 'Poor', 'Unclassified'] as const;
type Quality = (typeof QUALITIES)[number];

export const MEDIA = ['Audio', 'Video', 'ScreenSharing'] as const;
type Medium = (typeof MEDIA)[number];

const COUNT_COLUMNS = MEDIA.flatMap((medium) => QUALITIES.map((quality) => `${medium}${quality}StreamCount`));

/** The columns of a head that say how good the call was. */
export const QUALITY_COLUMNS: ReadonlyArray<string> = [
  ...COUNT_COLUMNS,
  'QualityBecause',
  'SetupFailedSessionCount',
  'DroppedSessionCount',
  'WorstFeedbackRating',
  'RuleSet',
];

/** The columns of sessions and of streams from which these follow. */
export const CLASSIFIED_COLUMNS: ReadonlyArray<string> = [...COUNT_COLUMNS, 'MediaLabel', 'Quality'];

type Sent = Readonly<Record<string, unknown>>;

/** When a property makes a stream poor. More than the most it cannot be. */
interface Condition {
  readonly property: string;
  readonly reason: string;
  readonly isPoor: (value: number) => boolean;
  readonly most: number;
}

const AUDIO: ReadonlyArray<Condition> = [
  { property: 'averagePacketLossRate', reason: 'packetLossHigh', isPoor: (value) => value > 0.1, most: 1 },
  { property: 'averageRoundTripTime', reason: 'roundTripTimeHigh', isPoor: (value) => value > 0.5, most: 10 },
  { property: 'averageJitter', reason: 'jitterHigh', isPoor: (value) => value > 0.03, most: 2 },
];

const video = (fewestFrames: number): ReadonlyArray<Condition> => [
  {
    property: 'averageVideoFrameLossPercentage',
    reason: 'frameLossHigh',
    isPoor: (value) => value > 50,
    most: 100,
  },
  {
    property: 'averageVideoFrameRate',
    reason: 'frameRateLow',
    isPoor: (value) => value < fewestFrames,
    most: 240,
  },
  {
    property: 'postForwardErrorCorrectionPacketLossRate',
    reason: 'postFecPacketLossHigh',
    isPoor: (value) => value > 0.15,
    most: 1,
  },
];

const REASONS = [...AUDIO, ...video(0)].map(({ reason }) => reason);
const RATINGS = ['bad', 'poor', 'fair', 'good', 'excellent'];

/** What the head of a record that was stored whole says. */
export function qualityIn(record: object): TrueQuality {
  const sessions = listOf(record, 'sessions');
  const segments = sessions.flatMap((session) => listOf(session, 'segments'));
  const counts = Object.fromEntries(COUNT_COLUMNS.map((column) => [column, 0]));
  const reasons = new Set<string>();
  for (const media of segments.flatMap((segment) => listOf(segment, 'media'))) {
    for (const stream of listOf(media, 'streams')) {
      const { medium, quality, because } = judged(String(media.label ?? ''), stream);
      if (medium === undefined) continue;
      const column = `${medium}${quality}StreamCount`;
      counts[column] = (counts[column] ?? 0) + 1;
      for (const reason of because) reasons.add(reason);
    }
  }
  const failed = (stage: string) =>
    sessions.filter(({ failureInfo }) => member(failureInfo, 'stage') === stage).length;
  const ratings = [...sessions, ...segments].flatMap(({ caller, callee }) =>
    [caller, callee].map((end) => member(member(end, 'feedback'), 'rating')),
  );
  return {
    ...counts,
    ...filled('QualityBecause', REASONS.filter((reason) => reasons.has(reason)).join(',')),
    SetupFailedSessionCount: failed('callSetup'),
    DroppedSessionCount: failed('midcall'),
    ...filled('WorstFeedbackRating', RATINGS.find((rating) => ratings.includes(rating)) ?? ''),
    RuleSet: 'cqd-2024',
  };
}

function filled(column: string, text: string): TrueQuality {
  return text === '' ? {} : { [column]: text };
}

interface Judged {
  readonly medium: Medium | undefined;
  readonly quality: Quality;
  readonly because: ReadonlyArray<string>;
}

function judged(label: string, stream: Sent): Judged {
  const medium = mediumOf(label);
  switch (medium) {
    case 'Audio':
      return { medium, ...byAll(stream) };
    case 'Video':
      return { medium, ...byFirst(video(7), stream) };
    case 'ScreenSharing':
      return { medium, ...(/video/i.test(label) ? byFirst(video(2), stream) : unclassified) };
    case undefined:
      return { medium, ...unclassified };
  }
}

/** Screen sharing comes first: one of its labels has the word video, too. */
export function mediumOf(label: string): Medium | undefined {
  if (/sharing/i.test(label)) return 'ScreenSharing';
  if (/audio/i.test(label)) return 'Audio';
  return /video/i.test(label) ? 'Video' : undefined;
}

const unclassified: Omit<Judged, 'medium'> = { quality: 'Unclassified', because: [] };

function byAll(stream: Sent): Omit<Judged, 'medium'> {
  const packets = measured(stream, 'packetUtilization', 1e9);
  const values = AUDIO.map(({ property, most }) => measured(stream, property, most));
  if (Number.isNaN(packets) || values.some((value) => Number.isNaN(value))) return unclassified;
  if (packets === undefined || packets <= 500) return unclassified;
  const because = AUDIO.filter(({ isPoor }, index) => isPoor(values[index] ?? 0)).map(({ reason }) => reason);
  if (because.length > 0) return { quality: 'Poor', because };
  return values.includes(undefined) ? unclassified : { quality: 'Good', because };
}

function byFirst(conditions: ReadonlyArray<Condition>, stream: Sent): Omit<Judged, 'medium'> {
  for (const { property, reason, isPoor, most } of conditions) {
    const value = measured(stream, property, most);
    if (value === undefined) continue;
    if (Number.isNaN(value)) return unclassified;
    return isPoor(value) ? { quality: 'Poor', because: [reason] } : { quality: 'Good', because: [] };
  }
  return unclassified;
}

const DURATION = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/;

/** A number, or a duration in seconds; undefined when nothing was sent, NaN when it cannot be. */
function measured(stream: Sent, property: string, most: number): number | undefined {
  const sent = stream[property] ?? undefined;
  if (sent === undefined) return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = DURATION.exec(String(sent)) ?? [];
  const isDuration = typeof sent === 'string' && DURATION.test(sent);
  const value = isDuration ? Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) : Number(sent);
  return value >= 0 && value <= most ? value : Number.NaN;
}

function listOf(parent: object, name: string): ReadonlyArray<Sent> {
  const list = member(parent, name);
  return Array.isArray(list) ? list : [];
}

function member(parent: unknown, name: string): unknown {
  return typeof parent === 'object' && parent !== null ? (parent as Sent)[name] : undefined;
}

/** What the rows of sessions and of streams come to, by column of the head. */
export function countsInRows(
  sessions: ReadonlyArray<Row>,
  streams: ReadonlyArray<Row>,
): Readonly<Record<string, { readonly inSessions: number; readonly inStreams: number }>> {
  const qualities = streams.map((row) => `${mediumOf(textOf(row, 'MediaLabel'))} ${textOf(row, 'Quality')}`);
  return Object.fromEntries(
    COUNT_COLUMNS.map((column) => {
      const inSessions = sessions.reduce((sum, { cells }) => sum + Number(cells[column]?.value), 0);
      const [, medium, quality = ''] = /^(.+?)(Good|Poor|Unclassified)/.exec(column) ?? [];
      const inStreams = qualities.filter((text) => text === `${medium} ${quality.toLowerCase()}`).length;
      return [column, { inSessions, inStreams }];
    }),
  );
}
