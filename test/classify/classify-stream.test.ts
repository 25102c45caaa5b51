import { describe, expect, test } from 'vitest';
import type { StreamValues } from '../../src/classify/classified-columns.ts';
import { classifyStream } from '../../src/classify/classify-stream.ts';
import { AUDIO, SCREEN, VIDEO } from './streams.ts';

/** The quality with its reasons, as a line. */
function verdict(stream: StreamValues): string {
  const { quality, because } = classifyStream(stream);
  return [quality, ...because].join(' ');
}

type Rows = ReadonlyArray<readonly [changed: Partial<StreamValues>, verdict: string]>;

/** The stream without a column: Graph sent null, or nothing. */
const NONE = undefined;

describe('an audio stream', () => {
  const rows: Rows = [
    [{}, 'good'],
    // More than a limit is poor, the limit itself is not.
    [{ AveragePacketLossRate: 0.1 }, 'good'],
    [{ AveragePacketLossRate: 0.100001 }, 'poor packetLossHigh'],
    [{ AveragePacketLossRate: 0 }, 'good'],
    [{ AveragePacketLossRate: 1 }, 'poor packetLossHigh'],
    [{ AverageRoundTripTimeSeconds: 0.5 }, 'good'],
    [{ AverageRoundTripTimeSeconds: 0.501 }, 'poor roundTripTimeHigh'],
    [{ AverageRoundTripTimeSeconds: 0 }, 'good'],
    [{ AverageRoundTripTimeSeconds: 10 }, 'poor roundTripTimeHigh'],
    [{ AverageJitterSeconds: 0.03 }, 'good'],
    [{ AverageJitterSeconds: 0.031 }, 'poor jitterHigh'],
    [{ AverageJitterSeconds: 0 }, 'good'],
    [{ AverageJitterSeconds: 2 }, 'poor jitterHigh'],
    [
      { AveragePacketLossRate: 0.2, AverageRoundTripTimeSeconds: 0.6, AverageJitterSeconds: 0.05 },
      'poor packetLossHigh roundTripTimeHigh jitterHigh',
    ],
    // Few packets say nothing, however bad they fared.
    [{ PacketUtilization: 500n }, 'unclassified packetsFew'],
    [{ PacketUtilization: 500n, AverageJitterSeconds: 0.05 }, 'unclassified packetsFew'],
    [{ PacketUtilization: 0n }, 'unclassified packetsFew'],
    [{ PacketUtilization: 1_000_000_000n }, 'good'],
    // What is missing is not good.
    [{ PacketUtilization: NONE }, 'unclassified packetsMissing'],
    [{ PacketUtilization: NONE, AverageJitterSeconds: 0.05 }, 'unclassified packetsMissing'],
    [{ AveragePacketLossRate: NONE }, 'unclassified packetLossMissing'],
    [{ AverageRoundTripTimeSeconds: NONE }, 'unclassified roundTripTimeMissing'],
    [{ AverageJitterSeconds: NONE }, 'unclassified jitterMissing'],
    [{ AveragePacketLossRate: NONE, AverageJitterSeconds: 0.05 }, 'poor jitterHigh'],
    // As Graph sends what was not measured.
    [
      {
        PacketUtilization: 0n,
        AveragePacketLossRate: NONE,
        AverageRoundTripTimeSeconds: NONE,
        AverageJitterSeconds: NONE,
      },
      'unclassified packetsFew packetLossMissing roundTripTimeMissing jitterMissing',
    ],
    // What no stream can have is not believed, and neither is the rest.
    [{ AveragePacketLossRate: -0.01 }, 'unclassified packetLossNegative'],
    [{ AverageRoundTripTimeSeconds: -0.001 }, 'unclassified roundTripTimeNegative'],
    [{ AverageJitterSeconds: -1 }, 'unclassified jitterNegative'],
    [{ AverageJitterSeconds: -1, AveragePacketLossRate: 0.5 }, 'unclassified jitterNegative'],
    [{ PacketUtilization: -1n }, 'unclassified packetsNegative'],
    [{ AveragePacketLossRate: Number.NaN }, 'unclassified packetLossUnreadable'],
    [{ AverageRoundTripTimeSeconds: Number.NaN }, 'unclassified roundTripTimeUnreadable'],
    [{ AverageJitterSeconds: Number.NaN }, 'unclassified jitterUnreadable'],
    [{ AverageJitterSeconds: Number.POSITIVE_INFINITY }, 'unclassified jitterImplausible'],
    [{ PacketUtilization: 9_223_372_036_854_775_807n }, 'unclassified packetsImplausible'],
    [
      { AveragePacketLossRate: -1, AverageJitterSeconds: 1e300, AverageRoundTripTimeSeconds: NONE },
      'unclassified packetLossNegative jitterImplausible',
    ],
    // Percentages instead of fractions, milliseconds instead of seconds.
    [{ AveragePacketLossRate: 1.5 }, 'unclassified packetLossImplausible'],
    [{ AverageRoundTripTimeSeconds: 61 }, 'unclassified roundTripTimeImplausible'],
    [{ AverageJitterSeconds: 16 }, 'unclassified jitterImplausible'],
    [{ AveragePacketLossRate: 1.000001 }, 'unclassified packetLossImplausible'],
    [{ AverageRoundTripTimeSeconds: 10.001 }, 'unclassified roundTripTimeImplausible'],
    [{ AverageJitterSeconds: 2.001 }, 'unclassified jitterImplausible'],
    [{ PacketUtilization: 1_000_000_001n }, 'unclassified packetsImplausible'],
    // Sent as a text, say: no cell could hold it.
    [
      { AverageJitterSeconds: NONE, OmittedColumns: 'IpAddress,AverageJitterSeconds' },
      'unclassified jitterUnreadable',
    ],
    [{ PacketUtilization: NONE, OmittedColumns: 'PacketUtilization' }, 'unclassified packetsUnreadable'],
    // Metrics of video say nothing about it, and neither do the earlier rules for audio.
    [{ AverageVideoFrameRateFps: 0, AverageVideoFrameLossPercentage: 100 }, 'good'],
    [{ AverageAudioDegradation: 2, AverageRatioOfConcealedSamples: 0.5 }, 'good'],
  ];
  test.each(rows)('with %o is %s', (changed, expected) => {
    expect(verdict({ ...AUDIO, ...changed })).toBe(expected);
  });
});

describe.each([
  ['a video stream', VIDEO, 7],
  ['a stream of video-based screen sharing', SCREEN, 2],
] as const)('%s', (_, stream, leastFrameRate) => {
  const onlyFrameRate = { AverageVideoFrameLossPercentage: NONE };
  const onlyPacketLoss = { ...onlyFrameRate, AverageVideoFrameRateFps: NONE };
  const rows: Rows = [
    [{}, 'good'],
    [{ AverageVideoFrameLossPercentage: 50 }, 'good'],
    [{ AverageVideoFrameLossPercentage: 50.01 }, 'poor frameLossHigh'],
    [{ AverageVideoFrameLossPercentage: 100 }, 'poor frameLossHigh'],
    // The first that is present decides, whatever the others say.
    [
      { AverageVideoFrameRateFps: 0, PostForwardErrorCorrectionPacketLossRate: 1, AveragePacketLossRate: 1 },
      'good',
    ],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: leastFrameRate }, 'good'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: leastFrameRate - 0.01 }, 'poor frameRateLow'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: 0 }, 'poor frameRateLow'],
    [{ ...onlyFrameRate, PostForwardErrorCorrectionPacketLossRate: 1 }, 'good'],
    [{ ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: 0.15 }, 'good'],
    [{ ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: 0.1501 }, 'poor postFecPacketLossHigh'],
    [
      { ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: NONE },
      'unclassified frameLossMissing frameRateMissing postFecPacketLossMissing',
    ],
    // Few packets are no reason for video.
    [{ PacketUtilization: NONE }, 'good'],
    [{ PacketUtilization: 1n, AverageVideoFrameLossPercentage: 60 }, 'poor frameLossHigh'],
    [{ AverageVideoFrameLossPercentage: -1 }, 'unclassified frameLossNegative'],
    [{ AverageVideoFrameLossPercentage: Number.NaN }, 'unclassified frameLossUnreadable'],
    [{ AverageVideoFrameLossPercentage: 100.1 }, 'unclassified frameLossImplausible'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: -1 }, 'unclassified frameRateNegative'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: Number.NaN }, 'unclassified frameRateUnreadable'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: 240 }, 'good'],
    [{ ...onlyFrameRate, AverageVideoFrameRateFps: 240.1 }, 'unclassified frameRateImplausible'],
    [
      { ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: -0.01 },
      'unclassified postFecPacketLossNegative',
    ],
    [
      { ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: Number.NaN },
      'unclassified postFecPacketLossUnreadable',
    ],
    [{ ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: 1 }, 'poor postFecPacketLossHigh'],
    [
      { ...onlyPacketLoss, PostForwardErrorCorrectionPacketLossRate: 1.01 },
      'unclassified postFecPacketLossImplausible',
    ],
    // What is missing is not good: the metric after it decides.
    [
      { ...onlyFrameRate, AverageVideoFrameRateFps: NONE, PostForwardErrorCorrectionPacketLossRate: 0 },
      'good',
    ],
    [
      { ...onlyFrameRate, OmittedColumns: 'AverageVideoFrameLossPercentage' },
      'unclassified frameLossUnreadable',
    ],
    [{ AverageJitterSeconds: 1, AverageRoundTripTimeSeconds: 1 }, 'good'],
  ];
  test.each(rows)('with %o is %s', (changed, expected) => {
    expect(verdict({ ...stream, ...changed })).toBe(expected);
  });
});

describe('the label', () => {
  /** Poor as audio, as video, and not as a shared screen. */
  const stream: StreamValues = { ...AUDIO, AverageJitterSeconds: 0.05, AverageVideoFrameRateFps: 5 };
  test.each([
    ['main-audio', 'audio', 'poor jitterHigh'],
    ['MAIN-AUDIO', 'audio', 'poor jitterHigh'],
    ['main-video', 'video', 'poor frameRateLow'],
    ['panoramic-video', 'video', 'poor frameRateLow'],
    ['applicationsharing-video', 'screenSharing', 'good'],
    ['app-sharing', 'screenSharing', 'unclassified noRule'],
    ['applicationsharing', 'screenSharing', 'unclassified noRule'],
    ['data', undefined, 'unclassified noRule'],
    ['hologram', undefined, 'unclassified labelUnknown'],
    ['', undefined, 'unclassified labelMissing'],
    [undefined, undefined, 'unclassified labelMissing'],
  ])('%s is of the medium %s, whose rules decide: %s', (MediaLabel, medium, expected) => {
    expect(classifyStream({ ...stream, MediaLabel }).medium).toBe(medium);
    expect(verdict({ ...stream, MediaLabel })).toBe(expected);
  });

  test('is unknown where it was too long for its cell', () => {
    expect(verdict({ ...stream, MediaLabel: NONE, OmittedColumns: 'MediaLabel' })).toBe(
      'unclassified labelUnknown',
    );
  });
});

describe('the ends of a stream', () => {
  test.each([
    [
      'a conference, where a service answers',
      { CallerConnectionType: 'wifi', CalleeConnectionType: 'wired' },
    ],
    ['a peer-to-peer call', { CallerConnectionType: 'wifi', CalleeConnectionType: 'wifi' }],
    ['a conference that tells nothing of its ends', {}],
  ])('do not decide its quality: %s', (_, ends) => {
    expect(verdict({ ...AUDIO, ...ends })).toBe('good');
    expect(verdict({ ...AUDIO, ...ends, AverageJitterSeconds: 0.05 })).toBe('poor jitterHigh');
  });
});
