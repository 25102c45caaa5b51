/** The columns of MediaStreams that decide how a stream is classified: a reader needs no others. */

import { mediaStreams } from '../tables/declarations/media-streams.ts';
import { type RowOf, withColumns } from '../tables/table.ts';

export const classifiedColumns = withColumns(mediaStreams, [
  'MediaLabel',
  'PacketUtilization',
  'AveragePacketLossRate',
  'AverageRoundTripTimeSeconds',
  'AverageJitterSeconds',
  'AverageVideoFrameLossPercentage',
  'AverageVideoFrameRateFps',
  'PostForwardErrorCorrectionPacketLossRate',
  'AverageAudioDegradation',
  'AverageRatioOfConcealedSamples',
  'CallerCaptureNotFunctioningEventRatio',
  'CallerRenderNotFunctioningEventRatio',
  'CallerCpuInsufficientEventRatio',
  'CallerLowSpeechLevelEventRatio',
  'CallerConnectionType',
  'CallerNetworkTransportProtocol',
  'CallerRelayIpAddress',
  'CallerWifiBand',
  'CallerWifiSignalStrengthPercent',
  'CalleeCaptureNotFunctioningEventRatio',
  'CalleeRenderNotFunctioningEventRatio',
  'CalleeCpuInsufficientEventRatio',
  'CalleeLowSpeechLevelEventRatio',
  'CalleeConnectionType',
  'CalleeNetworkTransportProtocol',
  'CalleeRelayIpAddress',
  'CalleeWifiBand',
  'CalleeWifiSignalStrengthPercent',
  'OmittedColumns',
]);

/** What a row of MediaStreams says of its stream: times in seconds, rates as fractions. */
export type StreamValues = RowOf<typeof classifiedColumns>;
