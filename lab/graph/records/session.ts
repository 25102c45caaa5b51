/** One session of a call record: who with whom, over which segments, media and streams. */

import type { Random, Weighted } from '../../random.ts';
import type { Moment } from '../date-time.ts';
import { symptoms } from '../office/trouble.ts';
import type { FailureInfo, MediaKind, Modality } from './call-record.ts';
import { NO_DEVICE, personDevice } from './device.ts';
import { endpoint, type Party } from './endpoint.ts';
import { personNetwork, serviceNetwork } from './network.ts';
import { mediaStream, type StreamPlan } from './stream.ts';

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
  readonly undeclaredProperties: boolean;
  readonly moment: Moment;
}

interface Medium {
  readonly modality: Modality;
  readonly label: string;
  readonly kind: MediaKind;
}

const MEDIA: ReadonlyArray<Medium> = [
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
export function session(random: Random, plan: SessionPlan, options: SessionOptions): object {
  const caller = side(random, 'caller', plan.caller, options);
  const callee = side(random, 'callee', plan.callee, options);
  return {
    id: plan.id,
    modalities: plan.modalities,
    startDateTime: options.moment(plan.startedAt),
    endDateTime: options.moment(plan.endedAt),
    isTest: plan.isTest,
    failureInfo: plan.failureInfo,
    caller: caller.endpoint({ feedback: true }),
    callee: callee.endpoint({ feedback: true }),
    ...undeclared(options),
    segments: Array.from({ length: plan.segments }, (_, index) =>
      segment(random.fork('segment', index), plan, options, { caller, callee }, index),
    ),
  };
}

/** One end of a session, as far as its telemetry has arrived. */
function side(random: Random, name: 'caller' | 'callee', party: Party, { ordinal }: SessionOptions) {
  const own = random.fork(name);
  const cause = party.kind === 'person' ? party.seat.cause : undefined;
  const reported = party.kind === 'service' || own.weighted(ARRIVAL) <= ordinal;
  return {
    reported,
    troubles: party.kind === 'person' ? party.seat.troubles : [],
    device:
      party.kind === 'person' && reported
        ? personDevice(own.fork('device'), party.seat.headset, cause === 'device')
        : NO_DEVICE,
    network: (mediaIndex: number) => {
      if (party.kind === 'service') return serviceNetwork(3478 + (mediaIndex % 4));
      const isBad = cause === 'building' || cause === 'network';
      return reported ? personNetwork(own.fork('network'), party.seat.place, isBad, mediaIndex) : null;
    },
    endpoint: ({ feedback }: { readonly feedback: boolean }) =>
      endpoint(random.fork(`${name}Endpoint`), party, { reported, feedback }),
  };
}

function segment(
  random: Random,
  plan: SessionPlan,
  options: SessionOptions,
  sides: { readonly caller: ReturnType<typeof side>; readonly callee: ReturnType<typeof side> },
  index: number,
): object {
  const length = (plan.endedAt - plan.startedAt) / plan.segments;
  const startedAt = plan.startedAt + length * index;
  const times = {
    startDateTime: options.moment(startedAt),
    endDateTime: options.moment(startedAt + length),
  };
  const connected = plan.failureInfo?.stage !== 'callSetup';
  // What a telephone network carries takes a path of its own.
  const troubles = plan.sip ? [] : [...sides.caller.troubles, ...sides.callee.troubles];
  const media = connected ? MEDIA.filter(({ modality }) => plan.modalities.includes(modality)) : [];
  return {
    // The first segment bears its session's id.
    id: index === 0 ? plan.id : random.guid(),
    ...times,
    failureInfo: index === plan.segments - 1 ? plan.failureInfo : null,
    caller: sides.caller.endpoint({ feedback: false }),
    callee: sides.callee.endpoint({ feedback: false }),
    ...undeclared(options),
    media: media.map(({ label, kind }, place) => {
      const own = random.fork('media', label);
      const { caller, callee } = sides;
      const sip = plan.sip ? times : null;
      // A stream is measured where it is received.
      const suffered = symptoms(own.fork('symptoms'), kind, troubles);
      const stream = (direction: StreamPlan['direction'], measured: boolean): object => ({
        ...mediaStream(own.fork(direction), { kind, direction, measured, sip, symptom: suffered[direction] }),
        ...undeclared(options),
      });
      return {
        label,
        callerNetwork: caller.network(place),
        calleeNetwork: callee.network(place),
        callerDevice: kind === 'audio' ? caller.device : NO_DEVICE,
        calleeDevice: kind === 'audio' ? callee.device : NO_DEVICE,
        ...undeclared(options),
        streams: [stream('callerToCallee', callee.reported), stream('calleeToCaller', caller.reported)],
      };
    }),
  };
}

/** A property that no schema declares: open types and newer services send such, and nothing may drop it. */
function undeclared(options: SessionOptions): object {
  return options.undeclaredProperties
    ? { simulatedFutureProperty: { note: 'in no schema', values: [1, null, 'ü'] } }
    : {};
}
