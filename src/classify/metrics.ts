/** The metrics that decide, each with its poor values and with what it cannot be. */

import type { StreamValues } from './classified-columns.ts';

/** A metric of a stream. Its column holds seconds, a fraction of 1, a percentage, frames a second or packets. */
interface MetricDeclaration {
  readonly column: keyof StreamValues;
  /** What no stream has: above it the value is of another unit, or wrong. Ours, and wider than anything measured. */
  readonly most: number;
}

export const metrics = {
  /** A day of 10,000 packets a second. */
  packets: { column: 'PacketUtilization', most: 1e9 },
  packetLoss: { column: 'AveragePacketLossRate', most: 1 },
  /** Milliseconds taken for seconds are mostly above. */
  roundTripTime: { column: 'AverageRoundTripTimeSeconds', most: 10 },
  jitter: { column: 'AverageJitterSeconds', most: 2 },
  frameLoss: { column: 'AverageVideoFrameLossPercentage', most: 100 },
  frameRate: { column: 'AverageVideoFrameRateFps', most: 240 },
  postFecPacketLoss: { column: 'PostForwardErrorCorrectionPacketLossRate', most: 1 },
} as const satisfies Readonly<Record<string, MetricDeclaration>>;

export type Metric = keyof typeof metrics;

/** Why a metric says nothing: Graph did not send it, or sent what a cell cannot hold, or what no stream can have. */
export type MetricFault = 'Missing' | 'Unreadable' | 'Negative' | 'Implausible';

export type Reading = { readonly value: number } | { readonly fault: MetricFault };

export function readMetric(stream: StreamValues, metric: Metric): Reading {
  const { column, most } = metrics[metric];
  const cell = stream[column];
  if (cell === undefined) return { fault: isOmitted(stream, column) ? 'Unreadable' : 'Missing' };
  const value = Number(cell);
  if (Number.isNaN(value)) return { fault: 'Unreadable' };
  if (value < 0) return { fault: 'Negative' };
  return value > most ? { fault: 'Implausible' } : { value };
}

/** Whether Graph sent a value that the row does not hold. */
export function isOmitted({ OmittedColumns }: StreamValues, column: keyof StreamValues): boolean {
  return OmittedColumns?.split(',').includes(column) ?? false;
}
