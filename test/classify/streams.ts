/** Streams to classify, each of them good until a test changes it. */

import type { StreamValues } from '../../src/classify/classified-columns.ts';

export const AUDIO: StreamValues = {
  MediaLabel: 'main-audio',
  PacketUtilization: 501n,
  AveragePacketLossRate: 0.01,
  AverageRoundTripTimeSeconds: 0.05,
  AverageJitterSeconds: 0.005,
};

export const VIDEO: StreamValues = {
  MediaLabel: 'main-video',
  PacketUtilization: 40_000n,
  AverageVideoFrameLossPercentage: 1,
  AverageVideoFrameRateFps: 24,
  PostForwardErrorCorrectionPacketLossRate: 0.01,
};

export const SCREEN: StreamValues = {
  ...VIDEO,
  MediaLabel: 'applicationsharing-video',
  AverageVideoFrameRateFps: 3,
};
