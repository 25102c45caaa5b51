/** Columns of deviceInfo: microphone, camera and loudspeaker at one end, and how they did. */

import { graphColumns } from '../graph-column.ts';

/** Telephones name what is paired with them after its owner. */
const hardwareColumns = graphColumns({
  CaptureDeviceName: {
    type: 'String',
    person: true,
    from: 'captureDeviceName',
    meaning: 'Name of the device that captures: microphone or camera.',
  },
  CaptureDeviceDriver: {
    type: 'String',
    from: 'captureDeviceDriver',
    meaning: 'Driver of the device that captures.',
  },
  RenderDeviceName: {
    type: 'String',
    person: true,
    from: 'renderDeviceName',
    meaning: 'Name of the device that renders: loudspeaker or screen.',
  },
  RenderDeviceDriver: {
    type: 'String',
    from: 'renderDeviceDriver',
    meaning: 'Driver of the device that renders.',
  },
});

const signalColumns = graphColumns({
  SentSignalLevel: { type: 'Int32', from: 'sentSignalLevel', meaning: 'Average energy of the sent speech.' },
  SentNoiseLevel: { type: 'Int32', from: 'sentNoiseLevel', meaning: 'Average energy of the sent noise.' },
  ReceivedSignalLevel: {
    type: 'Int32',
    from: 'receivedSignalLevel',
    meaning: 'Average energy of the received speech.',
  },
  ReceivedNoiseLevel: {
    type: 'Int32',
    from: 'receivedNoiseLevel',
    meaning: 'Average energy of the received noise.',
  },
  InitialSignalLevelRootMeanSquare: {
    type: 'Double',
    from: 'initialSignalLevelRootMeanSquare',
    meaning: 'Root mean square of the incoming signal in up to the first 30 seconds.',
  },
  MicGlitchRatePer5Minutes: {
    type: 'Double',
    from: 'micGlitchRate',
    meaning: 'Glitches of the microphone in 5 minutes.',
  },
  SpeakerGlitchRatePer5Minutes: {
    type: 'Double',
    from: 'speakerGlitchRate',
    meaning: 'Glitches of the loudspeaker in 5 minutes.',
  },
  HowlingEventCount: {
    type: 'Int32',
    from: 'howlingEventCount',
    meaning: 'How often howling or screeching was detected.',
  },
});

const deviceQualityColumns = graphColumns({
  CaptureNotFunctioningEventRatio: {
    type: 'Double',
    from: 'captureNotFunctioningEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the capture device did not work properly.',
  },
  RenderNotFunctioningEventRatio: {
    type: 'Double',
    from: 'renderNotFunctioningEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the render device did not work properly.',
  },
  RenderMuteEventRatio: {
    type: 'Double',
    from: 'renderMuteEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the render device was muted.',
  },
  RenderZeroVolumeEventRatio: {
    type: 'Double',
    from: 'renderZeroVolumeEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the volume of the render device was 0.',
  },
  DeviceClippingEventRatio: {
    type: 'Double',
    from: 'deviceClippingEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which clipping made the sent audio poor.',
  },
  DeviceGlitchEventRatio: {
    type: 'Double',
    from: 'deviceGlitchEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which glitches or gaps made the audio poor.',
  },
  LowSpeechLevelEventRatio: {
    type: 'Double',
    from: 'lowSpeechLevelEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which too quiet speech made the sent audio poor.',
  },
  LowSpeechToNoiseEventRatio: {
    type: 'Double',
    from: 'lowSpeechToNoiseEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which noise over speech made the sent audio poor.',
  },
  CpuInsufficientEventRatio: {
    type: 'Double',
    // Misspelled in Graph.
    from: 'cpuInsufficentEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which a busy processor made the audio poor.',
  },
});

export const deviceColumns = { ...hardwareColumns, ...signalColumns, ...deviceQualityColumns };
