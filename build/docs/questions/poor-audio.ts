/**
 * When audio is poor, as Microsoft's Call Quality Dashboard classifies streams: more than 500 packets, and at least one
 * of the averages over its limit.
 * https://learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard#audio-classifier
 */

import type { MediaStreamValues } from '../../../src/tables/declarations/media-streams.ts';

export const CLASSIFIER =
  'https://learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard#audio-classifier';

/** Streams with fewer packets are not classified. */
export const FEWEST_PACKETS = 500;

/** What an average of a good stream is not over: a tenth of the packets, 500 ms, 30 ms. */
export const LIMITS = {
  AveragePacketLossRate: 0.1,
  AverageRoundTripTimeSeconds: 0.5,
  AverageJitterSeconds: 0.03,
} as const satisfies Partial<Record<keyof MediaStreamValues, number>>;

/** The label of the audio that people hear, in calls and meetings alike. */
export const AUDIO_LABEL = 'main-audio';

export function isPoorAudio(stream: MediaStreamValues): boolean {
  const { MediaLabel, PacketUtilization = 0n } = stream;
  if (MediaLabel !== AUDIO_LABEL || PacketUtilization <= FEWEST_PACKETS) return false;
  return limitedColumns.some((column) => (stream[column] ?? 0) > LIMITS[column]);
}

export const limitedColumns = Object.keys(LIMITS) as ReadonlyArray<keyof typeof LIMITS>;
