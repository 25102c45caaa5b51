/** The media streams of a segment: one each way, measured by the end that receives it. */

import type { Random, Weighted } from '../../random.ts';
import { isoDuration } from '../date-time.ts';
import type { Symptom } from '../office/trouble.ts';
import { type MediaKind, nulls } from './call-record.ts';

export interface StreamPlan {
  readonly kind: MediaKind;
  readonly direction: 'callerToCallee' | 'calleeToCaller';
  /** Whether the receiving end's telemetry has arrived. */
  readonly measured: boolean;
  /** Undefined for a good stream. */
  readonly symptom: Symptom | undefined;
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

function measures(random: Random, { kind, sip, symptom }: StreamPlan): object {
  const transport = transportMeasures(random, symptom);
  switch (kind) {
    case 'audio':
      return { ...transport, ...audioMeasures(random, sip !== null, symptom) };
    case 'video':
    case 'screen':
      return { ...transport, ...videoMeasures(random, kind, symptom) };
    case 'data':
      return transport;
  }
}

/** Of someone who only listens little is sent: too few packets for a judgement, which takes more than 500. */
const SILENT_SHARE = 0.05;

/** A symptom is beyond Microsoft's limits for audio: loss 10 %, round trip 500 ms, jitter 30 ms. */
function transportMeasures(random: Random, symptom: Symptom | undefined): object {
  const jitter = symptom === 'jitter' ? random.decimal(0.035, 0.12, 3) : random.decimal(0.001, 0.02, 3);
  const roundTrip = symptom === 'delay' ? random.decimal(0.52, 1.4, 3) : random.decimal(0.008, 0.15, 3);
  const loss =
    symptom === 'loss' ? random.decimal(0.11, 0.4, 6) : random.chance(0.5) ? 0 : random.decimal(0, 0.004, 6);
  return {
    averageJitter: isoDuration(jitter),
    maxJitter: isoDuration(jitter * random.decimal(1.2, 6, 1)),
    averagePacketLossRate: loss,
    maxPacketLossRate: Math.min(1, Math.round(loss * 4e6) / 1e6),
    averageRoundTripTime: isoDuration(roundTrip),
    maxRoundTripTime: isoDuration(roundTrip * random.decimal(1, 4, 1)),
    packetUtilization: random.chance(SILENT_SHARE) ? random.integer(0, 500) : random.integer(501, 400_000),
    // Now and then more than an Int32 holds.
    averageBandwidthEstimate: random.chance(0.1)
      ? random.integer(3_000_000_000, 9_000_000_000)
      : random.integer(9e4, 4e7),
  };
}

function audioMeasures(random: Random, telephone: boolean, symptom: Symptom | undefined): object {
  const concealed = random.chance(0.7) ? random.decimal(0, symptom ? 0.3 : 0.05, 6) : null;
  return {
    averageAudioDegradation: random.chance(0.2) ? null : random.decimal(0, symptom ? 2.4 : 0.8, 2),
    averageRatioOfConcealedSamples: concealed,
    maxRatioOfConcealedSamples: concealed === null ? null : Math.min(1, Math.round(concealed * 3e6) / 1e6),
    wasMediaBypassed: telephone ? random.chance(0.5) : null,
    averageAudioNetworkJitter: isoDuration(random.decimal(0.002, 0.3, 3)),
    maxAudioNetworkJitter: isoDuration(random.decimal(0.3, 0.9, 3)),
    audioCodec: telephone ? random.pick(TELEPHONE_CODECS) : random.pick(AUDIO_CODECS),
    isAudioForwardErrorCorrectionUsed: random.chance(0.3),
  };
}

/** What a client reports of pictures, the telling measure first: the first that it reports decides. */
const TELLING: Weighted<'frameLoss' | 'frameRate' | 'packetLoss'> = [
  ['frameLoss', 60],
  ['frameRate', 30],
  ['packetLoss', 10],
];

/** Below these frames a second Microsoft calls a picture poor, and above this share of frames or packets lost. */
const POOR = { frameRate: { video: 7, screen: 2 }, frameLossPercentage: 50, packetLoss: 0.15 } as const;

function videoMeasures(random: Random, kind: 'video' | 'screen', symptom: Symptom | undefined): object {
  const telling = random.weighted(TELLING);
  const isPoor = symptom !== undefined;
  const frameRate = isPoor ? random.decimal(0.2, POOR.frameRate[kind] - 0.1, 4) : random.decimal(8, 30, 4);
  return {
    postForwardErrorCorrectionPacketLossRate: isPoor
      ? random.decimal(POOR.packetLoss + 0.01, 0.5, 6)
      : random.decimal(0, 0.02, 6),
    averageVideoFrameLossPercentage:
      telling !== 'frameLoss'
        ? null
        : isPoor
          ? random.decimal(POOR.frameLossPercentage + 1, 95, 3)
          : random.decimal(0, 6, 3),
    averageReceivedFrameRate: frameRate,
    lowFrameRateRatio: random.decimal(0, 0.4, 4),
    averageVideoPacketLossRate: random.decimal(0, 0.05, 6),
    averageVideoFrameRate: telling === 'packetLoss' ? null : frameRate,
    lowVideoProcessingCapabilityRatio: random.decimal(0, 0.2, 4),
    videoCodec: random.pick(VIDEO_CODECS),
    rmsFreezeDuration: isoDuration(random.decimal(0, 90, 3)),
    averageFreezeDuration: isoDuration(random.decimal(0, 2, 3)),
  };
}
