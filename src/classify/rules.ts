/**
 * The rules by which Microsoft's Call Quality Dashboard (CQD) called a stream poor before 2024, when classifiers took
 * their place that Microsoft has trained, and that cannot be computed from Graph. Audio:
 * https://learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard; video and screen sharing:
 * earlier versions of that page. A stream classified poor need not have been perceived as poor.
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

interface Limit {
  readonly metric: Metric;
  readonly poor: PoorReason;
  isPoor(value: number): boolean;
}

/** An audio stream of fewer packets says nothing: mostly the sender was muted. */
const FEWEST_AUDIO_PACKETS = 501;

const audioLimits: ReadonlyArray<Limit> = [
  { metric: 'packetLoss', poor: 'packetLossHigh', isPoor: (fraction) => fraction > 0.1 },
  { metric: 'roundTripTime', poor: 'roundTripTimeHigh', isPoor: (seconds) => seconds > 0.5 },
  { metric: 'jitter', poor: 'jitterHigh', isPoor: (seconds) => seconds > 0.03 },
];

function videoLimits(leastFrameRate: number): ReadonlyArray<Limit> {
  return [
    { metric: 'frameLoss', poor: 'frameLossHigh', isPoor: (percentage) => percentage > 50 },
    { metric: 'frameRate', poor: 'frameRateLow', isPoor: (fps) => fps < leastFrameRate },
    { metric: 'postFecPacketLoss', poor: 'postFecPacketLossHigh', isPoor: (fraction) => fraction > 0.15 },
  ];
}

/** Frames a second. A shared screen changes little. */
const cameraLimits = videoLimits(7);
const screenLimits = videoLimits(2);

const good: Verdict = { quality: 'good', because: [] };

/** What the rules say of a stream of this kind. */
export function verdictBy(kind: MediaKind, stream: StreamValues): Verdict {
  switch (kind) {
    case 'audio':
      return audioVerdict(stream);
    case 'video':
      return firstVerdict(stream, cameraLimits);
    case 'screenVideo':
      return firstVerdict(stream, screenLimits);
    // The metrics of screen sharing over RDP are not in Graph; data has no quality.
    case 'remoteDesktop':
    case 'data':
      return unclassified(['noRule']);
  }
}

/** One limit passed is poor; good takes all metrics, because what is missing could be poor. */
function audioVerdict(stream: StreamValues): Verdict {
  const packets = readMetric(stream, 'packets');
  const read = audioLimits.map((limit) => ({ ...limit, reading: readMetric(stream, limit.metric) }));
  const faults = [{ metric: 'packets' as const, reading: packets }, ...read].flatMap(({ metric, reading }) =>
    'fault' in reading ? [{ metric, fault: reading.fault }] : [],
  );
  const reasons = faults.map(({ metric, fault }) => `${metric}${fault}` as const);
  // Telemetry with a value that cannot be is not believed in its other values either.
  if (faults.some(({ fault }) => fault !== 'Missing')) {
    return unclassified(reasons.filter((reason) => !reason.endsWith('Missing')));
  }
  if ('fault' in packets) return unclassified(reasons);
  if (packets.value < FEWEST_AUDIO_PACKETS) return unclassified(['packetsFew', ...reasons]);
  const poor = read.filter(({ reading, isPoor }) => 'value' in reading && isPoor(reading.value));
  if (poor.length > 0) return { quality: 'poor', because: poor.map((limit) => limit.poor) };
  return reasons.length > 0 ? unclassified(reasons) : good;
}

/** The first metric that is present decides alone. */
function firstVerdict(stream: StreamValues, limits: ReadonlyArray<Limit>): Verdict {
  for (const { metric, poor, isPoor } of limits) {
    const reading = readMetric(stream, metric);
    if ('value' in reading) return isPoor(reading.value) ? { quality: 'poor', because: [poor] } : good;
    if (reading.fault !== 'Missing') return unclassified([`${metric}${reading.fault}`]);
  }
  return unclassified(limits.map(({ metric }) => `${metric}Missing` as const));
}

export function unclassified(because: ReadonlyArray<UnclassifiedReason>): Verdict {
  return { quality: 'unclassified', because };
}
