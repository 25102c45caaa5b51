/** One session of a call record: who with whom, over which segments, media and streams. */

import type { Random, Weighted } from '../../random.ts';
import type { Moment } from '../date-time.ts';
import type { FailureInfo, Modality, Segment, Session } from './call-record.ts';
import { NO_DEVICE, personDevice } from './device.ts';
import { endpoint, type Party } from './endpoint.ts';
import type { DeviceInfo, Media, NetworkInfo } from './media.ts';
import { personNetwork, serviceNetwork } from './network.ts';
import { type MediaKind, mediaStream } from './stream.ts';

/** What is decided about a session before its telemetry is written. */
export interface SessionPlan {
  readonly id: string;
  readonly caller: Party;
  readonly callee: Party;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly modalities: ReadonlyArray<Modality>;
  readonly failureInfo: FailureInfo | null;
  readonly isTest: boolean;
  /** Usually one; a transfer or a gateway adds more. */
  readonly segments: number;
  /** Whether media runs over SIP, as it does to a telephone network. */
  readonly sip: boolean;
}

export interface SessionOptions {
  /** Which publication of the record this is, from 1: telemetry arrives late and fills in. */
  readonly ordinal: number;
  readonly deprecatedProperties: boolean;
  readonly undeclaredProperties: boolean;
  readonly moment: Moment;
}

const LABELS: ReadonlyArray<{
  readonly modality: Modality;
  readonly label: string;
  readonly kind: MediaKind;
}> = [
  { modality: 'data', label: 'data', kind: 'data' },
  { modality: 'audio', label: 'main-audio', kind: 'audio' },
  { modality: 'video', label: 'main-video', kind: 'video' },
  { modality: 'videoBasedScreenSharing', label: 'applicationsharing-video', kind: 'screen' },
  { modality: 'screenSharing', label: 'app-sharing', kind: 'screen' },
];

/** In which publication the telemetry of an end appears; "or stays empty forever" is documented too. */
const ARRIVAL: Weighted<number> = [
  [1, 70],
  [2, 20],
  [3, 6],
  [Number.POSITIVE_INFINITY, 4],
];

/** The same `random` gives the same session, of which later publications show more. */
export function session(random: Random, plan: SessionPlan, options: SessionOptions): Session {
  const sides = {
    caller: side(random.fork('caller'), plan.caller, options),
    callee: side(random.fork('callee'), plan.callee, options),
  };
  const details = { deprecatedProperties: options.deprecatedProperties, feedback: true };
  return {
    id: plan.id,
    modalities: plan.modalities,
    startDateTime: options.moment(plan.startedAt),
    endDateTime: options.moment(plan.endedAt),
    isTest: plan.isTest,
    failureInfo: plan.failureInfo,
    caller: endpoint(random.fork('callerEndpoint'), plan.caller, {
      ...details,
      reported: sides.caller.reported,
    }),
    callee: endpoint(random.fork('calleeEndpoint'), plan.callee, {
      ...details,
      reported: sides.callee.reported,
    }),
    ...undeclared(options),
    segments: Array.from({ length: plan.segments }, (_, index) =>
      segment(random, plan, options, sides, index),
    ),
  };
}

interface Side {
  readonly reported: boolean;
  network(mediaIndex: number): NetworkInfo | null;
  readonly device: DeviceInfo;
}

function side(random: Random, party: Party, options: SessionOptions): Side {
  if (party.kind === 'service') {
    return {
      reported: true,
      network: (mediaIndex) => serviceNetwork(3478 + (mediaIndex % 4)),
      device: NO_DEVICE,
    };
  }
  const reported = random.weighted(ARRIVAL) <= options.ordinal;
  return {
    reported,
    network: (mediaIndex) =>
      reported ? personNetwork(random.fork('network'), party.client.connectionType, mediaIndex) : null,
    device: reported ? personDevice(random.fork('device')) : NO_DEVICE,
  };
}

function segment(
  random: Random,
  plan: SessionPlan,
  options: SessionOptions,
  sides: { readonly caller: Side; readonly callee: Side },
  index: number,
): Segment {
  const own = random.fork('segment', index);
  const length = (plan.endedAt - plan.startedAt) / plan.segments;
  const startedAt = plan.startedAt + length * index;
  const details = { deprecatedProperties: options.deprecatedProperties, feedback: false };
  const connected = plan.failureInfo?.stage !== 'callSetup';
  return {
    // The first segment bears its session's id.
    id: index === 0 ? plan.id : own.guid(),
    startDateTime: options.moment(startedAt),
    endDateTime: options.moment(startedAt + length),
    failureInfo: index === plan.segments - 1 ? plan.failureInfo : null,
    caller: endpoint(random.fork('callerEndpoint'), plan.caller, {
      ...details,
      reported: sides.caller.reported,
    }),
    callee: endpoint(random.fork('calleeEndpoint'), plan.callee, {
      ...details,
      reported: sides.callee.reported,
    }),
    ...undeclared(options),
    media: connected ? mediaOf(own, { ...plan, startedAt, endedAt: startedAt + length }, options, sides) : [],
  };
}

function mediaOf(
  random: Random,
  plan: SessionPlan,
  options: SessionOptions,
  sides: { readonly caller: Side; readonly callee: Side },
): ReadonlyArray<Media> {
  const sip = plan.sip
    ? { startDateTime: options.moment(plan.startedAt), endDateTime: options.moment(plan.endedAt) }
    : null;
  return LABELS.filter(({ modality }) => plan.modalities.includes(modality)).map(({ label, kind }, index) => {
    const own = random.fork('media', label);
    const { caller, callee } = sides;
    return {
      label,
      callerNetwork: caller.network(index),
      calleeNetwork: callee.network(index),
      callerDevice: kind === 'audio' ? caller.device : NO_DEVICE,
      calleeDevice: kind === 'audio' ? callee.device : NO_DEVICE,
      ...undeclared(options),
      streams: [
        // A stream is measured where it is received.
        mediaStream(own.fork('out'), { kind, direction: 'callerToCallee', measured: callee.reported, sip }),
        mediaStream(own.fork('in'), { kind, direction: 'calleeToCaller', measured: caller.reported, sip }),
      ].map((stream) => ({ ...stream, ...undeclared(options) })),
    };
  });
}

/** A property that no schema declares: open types and newer services send such, and nothing may drop it. */
function undeclared(options: SessionOptions): object {
  return options.undeclaredProperties
    ? { simulatedFutureProperty: { note: 'in no schema', values: [1, null, 'ü'] } }
    : {};
}
