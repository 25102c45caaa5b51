/** The media streams of a segment: one each way, measured by the end that receives it. */

import type { Random } from '../../random.ts';
import { isoDuration } from '../date-time.ts';
import { nulls } from './call-record.ts';

export type MediaKind = 'audio' | 'video' | 'screen' | 'data';

export interface StreamPlan {
  readonly kind: MediaKind;
  readonly direction: 'callerToCallee' | 'calleeToCaller';
  /** Whether the receiving end's telemetry has arrived. */
  readonly measured: boolean;
  /** Start and end, told for streams that use SIP and for no others. */
  readonly sip: { readonly startDateTime: string; readonly endDateTime: string } | null;
}

const AUDIO_CODECS = ['satin', 'satinFullband', 'opus', 'silk', 'silkWide', 'g722', 'muchv2'] as const;
const TELEPHONE_CODECS = ['pcmu', 'pcma', 'g729', 'amrWide'] as const;
const VIDEO_CODECS = ['h264', 'av1', 'h265', 'h264s', 'unknown'] as const;

const MEASURES = [
  'averageAudioDegradation averageJitter maxJitter averagePacketLossRate maxPacketLossRate',
  'averageRatioOfConcealedSamples maxRatioOfConcealedSamples averageRoundTripTime maxRoundTripTime',
  'packetUtilization averageBandwidthEstimate wasMediaBypassed postForwardErrorCorrectionPacketLossRate',
  'averageVideoFrameLossPercentage averageReceivedFrameRate lowFrameRateRatio averageVideoPacketLossRate',
  'averageVideoFrameRate lowVideoProcessingCapabilityRatio averageAudioNetworkJitter maxAudioNetworkJitter',
  'audioCodec videoCodec rmsFreezeDuration averageFreezeDuration isAudioForwardErrorCorrectionUsed',
].flatMap((line) => line.split(' '));

const UNMEASURED = {
  ...nulls(MEASURES),
  packetUtilization: 0,
  audioCodec: 'unknown',
  videoCodec: 'unknown',
};

export function mediaStream(random: Random, plan: StreamPlan): object {
  return {
    streamId: String(random.integer(1, 4_294_967_295)),
    startDateTime: plan.sip?.startDateTime ?? null,
    endDateTime: plan.sip?.endDateTime ?? null,
    streamDirection: plan.direction,
    ...UNMEASURED,
    ...(plan.measured ? measures(random, plan) : {}),
  };
}

function measures(random: Random, { kind, sip }: StreamPlan): object {
  const transport = transportMeasures(random);
  switch (kind) {
    case 'audio':
      return { ...transport, ...audioMeasures(random, sip !== null) };
    case 'video':
    case 'screen':
      return { ...transport, ...videoMeasures(random) };
    case 'data':
      return transport;
  }
}

function transportMeasures(random: Random): object {
  const poor = random.chance(0.15);
  const jitter = random.decimal(0.001, poor ? 0.09 : 0.02, 3);
  const roundTrip = random.decimal(0.008, poor ? 0.6 : 0.15, 3);
  const loss = poor ? random.decimal(0.001, 0.12, 6) : random.chance(0.5) ? 0 : random.decimal(0, 0.004, 6);
  return {
    averageJitter: isoDuration(jitter),
    maxJitter: isoDuration(jitter * random.decimal(1.2, 6, 1)),
    averagePacketLossRate: loss,
    maxPacketLossRate: Math.min(1, Math.round(loss * 4e6) / 1e6),
    averageRoundTripTime: isoDuration(roundTrip),
    maxRoundTripTime: isoDuration(roundTrip * random.decimal(1, 4, 1)),
    packetUtilization: random.integer(50, 400_000),
    // Now and then more than an Int32 holds.
    averageBandwidthEstimate: random.chance(0.1)
      ? random.integer(3_000_000_000, 9_000_000_000)
      : random.integer(9e4, 4e7),
  };
}

function audioMeasures(random: Random, telephone: boolean): object {
  const concealed = random.chance(0.7) ? random.decimal(0, 0.05, 6) : null;
  return {
    averageAudioDegradation: random.chance(0.2) ? null : random.decimal(0, 1.6, 2),
    averageRatioOfConcealedSamples: concealed,
    maxRatioOfConcealedSamples: concealed === null ? null : Math.min(1, Math.round(concealed * 3e6) / 1e6),
    wasMediaBypassed: telephone ? random.chance(0.5) : null,
    averageAudioNetworkJitter: isoDuration(random.decimal(0.002, 0.3, 3)),
    maxAudioNetworkJitter: isoDuration(random.decimal(0.3, 0.9, 3)),
    audioCodec: telephone ? random.pick(TELEPHONE_CODECS) : random.pick(AUDIO_CODECS),
    isAudioForwardErrorCorrectionUsed: random.chance(0.3),
  };
}

function videoMeasures(random: Random): object {
  return {
    postForwardErrorCorrectionPacketLossRate: random.decimal(0, 0.02, 6),
    averageVideoFrameLossPercentage: random.decimal(0, 6, 3),
    averageReceivedFrameRate: random.decimal(5, 30, 4),
    lowFrameRateRatio: random.decimal(0, 0.4, 4),
    averageVideoPacketLossRate: random.decimal(0, 0.05, 6),
    averageVideoFrameRate: random.decimal(5, 30, 4),
    lowVideoProcessingCapabilityRatio: random.decimal(0, 0.2, 4),
    videoCodec: random.pick(VIDEO_CODECS),
    rmsFreezeDuration: isoDuration(random.decimal(0, 90, 3)),
    averageFreezeDuration: isoDuration(random.decimal(0, 2, 3)),
  };
}
