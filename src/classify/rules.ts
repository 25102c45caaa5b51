/**
 * The rules of Microsoft's Call Quality Dashboard (CQD): audio as published, video and screen sharing as published before
 * 2024, when classifiers took their place that Microsoft has trained, and that cannot be reproduced from Graph.
 * https://learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard
 * A stream classified poor need not have been perceived as poor.
 */

import type { StreamValues } from './classified-columns.ts';
import type { MediaKind } from './media-kind.ts';
import { type Metric, type MetricFault, readMetric } from './metrics.ts';

/** Stands on the head of every call that was classified. Other rules are another name, and another layout. */
export const RULE_SET = 'cqd-2024';

/** Why a stream is poor, in the order of the rules. */
export const poorReasons = [
  'packetLossHigh',
  'roundTripTimeHigh',
  'jitterHigh',
  'frameLossHigh',
  'frameRateLow',
  'postFecPacketLossHigh',
] as const;
export type PoorReason = (typeof poorReasons)[number];

/**
 * Why the rules cannot tell: a metric is missing, was not readable, or has a value that no stream has; an audio stream is too
 * short; Graph does not send what the rule of this medium asks for (noRule); or the medium is not known.
 */
export type UnclassifiedReason =
  | `${Metric}${MetricFault}`
  | 'packetsFew'
  | 'noRule'
  | 'labelMissing'
  | 'labelUnknown';

export type Verdict =
  | { readonly quality: 'good'; readonly because: readonly [] }
  | { readonly quality: 'poor'; readonly because: ReadonlyArray<PoorReason> }
  | { readonly quality: 'unclassified'; readonly because: ReadonlyArray<UnclassifiedReason> };

/** What makes a stream poor: the metric, in the unit of its column, is above the limit or below it. */
export interface Limit {
  readonly metric: Metric;
  readonly poor: PoorReason;
  readonly is: 'above' | 'below';
  readonly limit: number;
}

/** An audio stream of as few packets says nothing: mostly the sender was muted. */
export const FEW_AUDIO_PACKETS = 500;

function videoLimits(leastFrameRate: number): ReadonlyArray<Limit> {
  return [
    { metric: 'frameLoss', poor: 'frameLossHigh', is: 'above', limit: 50 },
    { metric: 'frameRate', poor: 'frameRateLow', is: 'below', limit: leastFrameRate },
    { metric: 'postFecPacketLoss', poor: 'postFecPacketLossHigh', is: 'above', limit: 0.15 },
  ];
}

/** The kinds of media that have rules. A shared screen changes little, so fewer frames of it are enough. */
export const limits = {
  audio: [
    { metric: 'packetLoss', poor: 'packetLossHigh', is: 'above', limit: 0.1 },
    { metric: 'roundTripTime', poor: 'roundTripTimeHigh', is: 'above', limit: 0.5 },
    { metric: 'jitter', poor: 'jitterHigh', is: 'above', limit: 0.03 },
  ],
  video: videoLimits(7),
  screenVideo: videoLimits(2),
} as const satisfies Partial<Record<MediaKind, ReadonlyArray<Limit>>>;

const good: Verdict = { quality: 'good', because: [] };

/** What the rules say of a stream of this kind. */
export function verdictBy(kind: MediaKind, stream: StreamValues): Verdict {
  switch (kind) {
    case 'audio':
      return audioVerdict(stream);
    case 'video':
    case 'screenVideo':
      return firstVerdict(stream, limits[kind]);
    // The metrics of screen sharing over RDP are not in Graph; data has no quality.
    case 'remoteDesktop':
    case 'data':
      return unclassified(['noRule']);
  }
}

/** One limit passed is poor; good takes all metrics, because what is missing could be poor. */
function audioVerdict(stream: StreamValues): Verdict {
  const packets = readMetric(stream, 'packets');
  const read = limits.audio.map((limit) => ({ ...limit, reading: readMetric(stream, limit.metric) }));
  const faults = [{ metric: 'packets' as const, reading: packets }, ...read].flatMap(({ metric, reading }) =>
    'fault' in reading ? [{ metric, fault: reading.fault }] : [],
  );
  const reasons = faults.map(({ metric, fault }) => `${metric}${fault}` as const);
  // Telemetry with a value that cannot be is not believed in its other values either.
  if (faults.some(({ fault }) => fault !== 'Missing')) {
    return unclassified(reasons.filter((reason) => !reason.endsWith('Missing')));
  }
  if ('fault' in packets) return unclassified(reasons);
  if (packets.value <= FEW_AUDIO_PACKETS) return unclassified(['packetsFew', ...reasons]);
  const poor = read.filter(({ reading, ...limit }) => 'value' in reading && isPast(limit, reading.value));
  if (poor.length > 0) return { quality: 'poor', because: poor.map((limit) => limit.poor) };
  return reasons.length > 0 ? unclassified(reasons) : good;
}

/** The first metric that is present decides alone. */
function firstVerdict(stream: StreamValues, inOrder: ReadonlyArray<Limit>): Verdict {
  for (const limit of inOrder) {
    const reading = readMetric(stream, limit.metric);
    if ('value' in reading) {
      return isPast(limit, reading.value) ? { quality: 'poor', because: [limit.poor] } : good;
    }
    if (reading.fault !== 'Missing') return unclassified([`${limit.metric}${reading.fault}`]);
  }
  return unclassified(inOrder.map(({ metric }) => `${metric}Missing` as const));
}

function isPast({ is, limit }: Pick<Limit, 'is' | 'limit'>, value: number): boolean {
  return is === 'above' ? value > limit : value < limit;
}

export function unclassified(because: ReadonlyArray<UnclassifiedReason>): Verdict {
  return { quality: 'unclassified', because };
}
