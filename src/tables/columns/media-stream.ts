/** Columns of mediaStream: one stream in one direction, with its codec and its quality. */

import { graphColumns } from '../graph-column.ts';

const streamBasicsColumns = graphColumns({
  StreamId: { type: 'String', from: 'stream.streamId', meaning: 'Id of the stream.' },
  StreamDirection: {
    type: 'String',
    from: 'stream.streamDirection',
    knownValues: ['callerToCallee', 'calleeToCaller'],
    meaning: 'Which end sent the stream to which.',
  },
  StreamStartDateTime: {
    type: 'DateTime',
    from: 'stream.startDateTime',
    meaning: 'When the stream began; only for streams that use SIP (see SegmentStartDateTime).',
  },
  StreamEndDateTime: {
    type: 'DateTime',
    from: 'stream.endDateTime',
    meaning: 'When the stream ended; only for streams that use SIP.',
  },
  StreamDurationSeconds: {
    type: 'Double',
    secondsBetween: ['StreamStartDateTime', 'StreamEndDateTime'],
    meaning: 'From the start to the end of the stream.',
  },
  AudioCodec: {
    type: 'String',
    from: 'stream.audioCodec',
    knownValues: [
      'unknown',
      'invalid',
      'cn',
      'pcma',
      'pcmu',
      'amrWide',
      'g722',
      'g7221',
      'g7221c',
      'g729',
      'multiChannelAudio',
      'muchv2',
      'opus',
      'satin',
      'satinFullband',
      'rtAudio8',
      'rtAudio16',
      'silk',
      'silkNarrow',
      'silkWide',
      'siren',
      'xmsRta',
    ],
    meaning: 'Codec of the audio.',
  },
  VideoCodec: {
    type: 'String',
    from: 'stream.videoCodec',
    knownValues: [
      'unknown',
      'invalid',
      'av1',
      'h263',
      'h264',
      'h264s',
      'h264uc',
      'h265',
      'rtvc1',
      'rtVideo',
      'xrtvc1',
    ],
    meaning: 'Codec of the video.',
  },
  WasMediaBypassed: {
    type: 'Boolean',
    from: 'stream.wasMediaBypassed',
    meaning: 'Whether media went straight between client and PSTN gateway, past the Mediation Server.',
  },
});

const networkQualityColumns = graphColumns({
  AverageJitterSeconds: {
    type: 'Double',
    from: 'stream.averageJitter',
    as: 'durationSeconds',
    meaning: 'Average jitter (RFC 3550).',
  },
  MaxJitterSeconds: {
    type: 'Double',
    from: 'stream.maxJitter',
    as: 'durationSeconds',
    meaning: 'Highest jitter (RFC 3550).',
  },
  AveragePacketLossRate: {
    type: 'Double',
    from: 'stream.averagePacketLossRate',
    meaning: 'Average fraction of packets lost, 0 to 1.',
  },
  MaxPacketLossRate: {
    type: 'Double',
    from: 'stream.maxPacketLossRate',
    meaning: 'Highest fraction of packets lost, 0 to 1.',
  },
  AverageRoundTripTimeSeconds: {
    type: 'Double',
    from: 'stream.averageRoundTripTime',
    as: 'durationSeconds',
    meaning: 'Average round-trip time over the network (RFC 3550).',
  },
  MaxRoundTripTimeSeconds: {
    type: 'Double',
    from: 'stream.maxRoundTripTime',
    as: 'durationSeconds',
    meaning: 'Highest round-trip time over the network (RFC 3550).',
  },
  PacketUtilization: { type: 'Int64', from: 'stream.packetUtilization', meaning: 'Number of packets.' },
  AverageBandwidthEstimateBitsPerSecond: {
    type: 'Int64',
    from: 'stream.averageBandwidthEstimate',
    meaning: 'Average estimated bandwidth between the two ends.',
  },
});

const audioQualityColumns = graphColumns({
  AverageAudioDegradation: {
    type: 'Double',
    from: 'stream.averageAudioDegradation',
    meaning: 'How much loss and jitter lowered the mean opinion score (MOS) of the received audio.',
  },
  AverageAudioNetworkJitterSeconds: {
    type: 'Double',
    from: 'stream.averageAudioNetworkJitter',
    as: 'durationSeconds',
    meaning: 'Average network jitter of the audio (RFC 3550).',
  },
  MaxAudioNetworkJitterSeconds: {
    type: 'Double',
    from: 'stream.maxAudioNetworkJitter',
    as: 'durationSeconds',
    meaning: 'Highest network jitter of the audio in any window of 20 seconds.',
  },
  AverageRatioOfConcealedSamples: {
    type: 'Double',
    from: 'stream.averageRatioOfConcealedSamples',
    meaning: 'Average fraction (0 to 1) of audio frames with samples made up to conceal loss.',
  },
  MaxRatioOfConcealedSamples: {
    type: 'Double',
    from: 'stream.maxRatioOfConcealedSamples',
    meaning: 'Highest fraction (0 to 1) of concealed audio.',
  },
  IsAudioForwardErrorCorrectionUsed: {
    type: 'Boolean',
    from: 'stream.isAudioForwardErrorCorrectionUsed',
    meaning: 'Whether forward error correction (FEC) was ever used for the audio.',
  },
});

const videoQualityColumns = graphColumns({
  AverageVideoFrameRateFps: {
    type: 'Double',
    from: 'stream.averageVideoFrameRate',
    meaning: 'Average frames a second received for a video stream.',
  },
  AverageReceivedFrameRateFps: {
    type: 'Double',
    from: 'stream.averageReceivedFrameRate',
    meaning: 'Average frames a second received over all video streams.',
  },
  LowFrameRateRatio: {
    type: 'Double',
    from: 'stream.lowFrameRateRatio',
    meaning: 'Fraction of the call (0 to 1) with less than 7.5 frames a second.',
  },
  LowVideoProcessingCapabilityRatio: {
    type: 'Double',
    from: 'stream.lowVideoProcessingCapabilityRatio',
    meaning:
      'Fraction of the call (0 to 1) in which the client processed less than 70 % of the video expected.',
  },
  AverageVideoFrameLossPercentage: {
    type: 'Double',
    from: 'stream.averageVideoFrameLossPercentage',
    meaning: 'Average percentage of video frames lost, as the user saw it.',
  },
  AverageVideoPacketLossRate: {
    type: 'Double',
    from: 'stream.averageVideoPacketLossRate',
    meaning: 'Average fraction of video packets lost, 0 to 1 (RFC 3550).',
  },
  PostForwardErrorCorrectionPacketLossRate: {
    type: 'Double',
    from: 'stream.postForwardErrorCorrectionPacketLossRate',
    meaning: 'Fraction of packets (0 to 1) still lost after error correction, over all video streams.',
  },
  AverageFreezeDurationSeconds: {
    type: 'Double',
    from: 'stream.averageFreezeDuration',
    as: 'durationSeconds',
    meaning: 'Average time that the received video stood still.',
  },
  RmsFreezeDurationSeconds: {
    type: 'Double',
    from: 'stream.rmsFreezeDuration',
    as: 'durationSeconds',
    meaning: 'The same as root mean square, which counts long freezes more.',
  },
});

export const mediaStreamColumns = {
  ...streamBasicsColumns,
  ...networkQualityColumns,
  ...audioQualityColumns,
  ...videoQualityColumns,
};
