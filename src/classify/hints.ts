/**
 * What may have disturbed a stream, poor or not: at one of its ends, or in what was heard. Device ratios:
 * https://learn.microsoft.com/microsoftteams/dimensions-and-measures-available-in-call-quality-dashboard; degradation
 * and concealment made a stream poor in CQD's earlier rules.
 */

import type { StreamValues } from './classified-columns.ts';

const ends = ['caller', 'callee'] as const;
type End = (typeof ends)[number];
type EndName = Capitalize<End>;

type EndHint =
  | 'CaptureFaulty'
  | 'RenderFaulty'
  | 'CpuBusy'
  | 'SpeechQuiet'
  | 'WifiWeak'
  | 'Wifi24GHz'
  | 'Tcp'
  | 'Tunnel'
  | 'Relay';

export type Hint = `${End}${EndHint}` | 'degradationHigh' | 'concealmentHigh';

/** Fraction of the call from which on CQD counts a device as not functioning. */
const NOTABLE_EVENT_RATIO = 0.005;

/** Below this Wi-Fi loses packets. */
const LEAST_WIFI_SIGNAL_PERCENT = 40;

/** Loss of mean opinion score, of 1 to 5, that made a stream poor. */
export const MOST_DEGRADATION = 1;

/** Fraction of the samples that made a stream poor. */
export const MOST_CONCEALED = 0.07;

export function hintsOf(stream: StreamValues): ReadonlyArray<Hint> {
  const { AverageAudioDegradation: degradation = 0, AverageRatioOfConcealedSamples: concealed = 0 } = stream;
  const hints: Array<Hint> = [];
  if (degradation > MOST_DEGRADATION) hints.push('degradationHigh');
  if (concealed > MOST_CONCEALED) hints.push('concealmentHigh');
  for (const end of ends) {
    const name = end === 'caller' ? 'Caller' : 'Callee';
    for (const hint of endHints) if (hint.isSeen(stream, name)) hints.push(`${end}${hint.name}`);
  }
  return hints;
}

interface EndHintRule {
  readonly name: EndHint;
  /** What is seen at the end, for the documentation. */
  readonly meaning: string;
  isSeen(stream: StreamValues, end: EndName): boolean;
}

export const endHints: ReadonlyArray<EndHintRule> = [
  {
    name: 'CaptureFaulty',
    meaning: `the microphone or camera did not work properly in ${NOTABLE_EVENT_RATIO * 100} % of the call or more`,
    isSeen: (stream, end) => isNotable(stream[`${end}CaptureNotFunctioningEventRatio`]),
  },
  {
    name: 'RenderFaulty',
    meaning: `the loudspeaker or screen did not work properly in ${NOTABLE_EVENT_RATIO * 100} % of the call or more`,
    isSeen: (stream, end) => isNotable(stream[`${end}RenderNotFunctioningEventRatio`]),
  },
  {
    name: 'CpuBusy',
    meaning: `the processor was too busy in ${NOTABLE_EVENT_RATIO * 100} % of the call or more`,
    isSeen: (stream, end) => isNotable(stream[`${end}CpuInsufficientEventRatio`]),
  },
  {
    name: 'SpeechQuiet',
    meaning: `speech was too quiet in ${NOTABLE_EVENT_RATIO * 100} % of the call or more`,
    isSeen: (stream, end) => isNotable(stream[`${end}LowSpeechLevelEventRatio`]),
  },
  {
    name: 'WifiWeak',
    meaning: `the Wi-Fi signal was below ${LEAST_WIFI_SIGNAL_PERCENT} %`,
    isSeen: (stream, end) =>
      stream[`${end}ConnectionType`] === 'wifi' && isWeak(stream[`${end}WifiSignalStrengthPercent`]),
  },
  {
    name: 'Wifi24GHz',
    meaning: 'Wi-Fi was in the 2.4 GHz band',
    isSeen: (stream, end) => stream[`${end}WifiBand`] === 'frequency24GHz',
  },
  {
    name: 'Tcp',
    meaning: 'media went over TCP instead of UDP',
    isSeen: (stream, end) => stream[`${end}NetworkTransportProtocol`] === 'tcp',
  },
  {
    name: 'Tunnel',
    meaning: 'the connection was a tunnel, such as a VPN',
    isSeen: (stream, end) => stream[`${end}ConnectionType`] === 'tunnel',
  },
  {
    name: 'Relay',
    // An empty text means that there was none.
    meaning: 'a media relay was allocated; Graph does not tell whether media went through it',
    isSeen: (stream, end) => (stream[`${end}RelayIpAddress`] ?? '') !== '',
  },
];

function isNotable(ratio = 0): boolean {
  return ratio >= NOTABLE_EVENT_RATIO;
}

function isWeak(percent: number | undefined): boolean {
  return percent !== undefined && percent >= 0 && percent < LEAST_WIFI_SIGNAL_PERCENT;
}
