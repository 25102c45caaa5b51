/** The wire shape of a segment's media: devices and networks of both ends, and the streams between them. */

export interface DeviceInfo {
  readonly captureDeviceName: string | null;
  readonly captureDeviceDriver: string | null;
  readonly renderDeviceName: string | null;
  readonly renderDeviceDriver: string | null;
  readonly sentSignalLevel: number | null;
  readonly receivedSignalLevel: number | null;
  readonly sentNoiseLevel: number | null;
  readonly receivedNoiseLevel: number | null;
  readonly initialSignalLevelRootMeanSquare: number | null;
  /** Misspelled by Graph. */
  readonly cpuInsufficentEventRatio: number | null;
  readonly renderNotFunctioningEventRatio: number | null;
  readonly captureNotFunctioningEventRatio: number | null;
  readonly deviceGlitchEventRatio: number | null;
  readonly lowSpeechToNoiseEventRatio: number | null;
  readonly lowSpeechLevelEventRatio: number | null;
  readonly deviceClippingEventRatio: number | null;
  readonly howlingEventCount: number | null;
  readonly renderZeroVolumeEventRatio: number | null;
  readonly renderMuteEventRatio: number | null;
  readonly micGlitchRate: number | null;
  readonly speakerGlitchRate: number | null;
}

export interface TraceRouteHop {
  readonly hopCount: number | null;
  readonly ipAddress: string | null;
  readonly roundTripTime: string | null;
}

export interface NetworkInfo {
  readonly ipAddress: string | null;
  readonly subnet: string | null;
  readonly linkSpeed: number | null;
  readonly connectionType: 'unknown' | 'wired' | 'wifi' | 'mobile' | 'tunnel';
  readonly port: number | null;
  readonly reflexiveIPAddress: string | null;
  readonly relayIPAddress: string | null;
  readonly relayPort: number | null;
  readonly macAddress: string | null;
  readonly wifiMicrosoftDriver: string | null;
  readonly wifiMicrosoftDriverVersion: string | null;
  readonly wifiVendorDriver: string | null;
  readonly wifiVendorDriverVersion: string | null;
  readonly wifiChannel: number | null;
  readonly wifiBand: 'unknown' | 'frequency24GHz' | 'frequency50GHz' | 'frequency60GHz';
  readonly basicServiceSetIdentifier: string | null;
  readonly wifiRadioType:
    | 'unknown'
    | 'wifi80211a'
    | 'wifi80211g'
    | 'wifi80211n'
    | 'wifi80211ac'
    | 'wifi80211ax';
  readonly wifiSignalStrength: number | null;
  readonly wifiBatteryCharge: number | null;
  readonly dnsSuffix: string | null;
  readonly sentQualityEventRatio: number | null;
  readonly receivedQualityEventRatio: number | null;
  readonly delayEventRatio: number | null;
  readonly bandwidthLowEventRatio: number | null;
  readonly networkTransportProtocol: 'unknown' | 'udp' | 'tcp';
  readonly traceRouteHops: ReadonlyArray<TraceRouteHop>;
}

export interface MediaStream {
  readonly streamId: string | null;
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
  readonly streamDirection: 'callerToCallee' | 'calleeToCaller';
  readonly averageAudioDegradation: number | null;
  readonly averageJitter: string | null;
  readonly maxJitter: string | null;
  readonly averagePacketLossRate: number | null;
  readonly maxPacketLossRate: number | null;
  readonly averageRatioOfConcealedSamples: number | null;
  readonly maxRatioOfConcealedSamples: number | null;
  readonly averageRoundTripTime: string | null;
  readonly maxRoundTripTime: string | null;
  readonly packetUtilization: number | null;
  readonly averageBandwidthEstimate: number | null;
  readonly wasMediaBypassed: boolean | null;
  readonly postForwardErrorCorrectionPacketLossRate: number | null;
  readonly averageVideoFrameLossPercentage: number | null;
  readonly averageReceivedFrameRate: number | null;
  readonly lowFrameRateRatio: number | null;
  readonly averageVideoPacketLossRate: number | null;
  readonly averageVideoFrameRate: number | null;
  readonly lowVideoProcessingCapabilityRatio: number | null;
  readonly averageAudioNetworkJitter: string | null;
  readonly maxAudioNetworkJitter: string | null;
  readonly audioCodec: string | null;
  readonly videoCodec: string | null;
  readonly rmsFreezeDuration: string | null;
  readonly averageFreezeDuration: string | null;
  readonly isAudioForwardErrorCorrectionUsed: boolean | null;
}

export interface Media {
  readonly label: string | null;
  readonly callerNetwork: NetworkInfo | null;
  readonly calleeNetwork: NetworkInfo | null;
  readonly callerDevice: DeviceInfo | null;
  readonly calleeDevice: DeviceInfo | null;
  readonly streams: ReadonlyArray<MediaStream> | null;
}
