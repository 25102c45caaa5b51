/** All calls of the tenant, and how they become records and versions in the course of time. */

import type { Agenda } from '../../agenda.ts';
import type { Random } from '../../random.ts';
import type { GraphBehaviour } from '../behaviour.ts';
import type { Call, CallSpec, VersionSpec } from '../call.ts';
import { CALL_KIND_WEIGHTS, CALL_KINDS, type CallKind } from '../call-kinds.ts';
import { graphDateTime, sortableDateTime } from '../date-time.ts';
import type { Emit } from '../events.ts';
import type { CallRecordContent } from '../records/content.ts';
import { generatedRecord } from '../records/generated-record.ts';
import type { Directory } from '../records/people.ts';
import { type DrawnTimes, drawnTimes } from './latency.ts';

export interface CallRegisterOptions {
  readonly random: Random;
  readonly directory: Directory;
  readonly agenda: Agenda;
  readonly behaviour: GraphBehaviour;
  readonly speed: number;
  readonly emit: Emit;
  /** A record was first seen or changed: subscriptions want to know. */
  readonly notify: (call: Call, at: number) => void;
}

export class CallRegister {
  readonly #options: CallRegisterOptions;
  readonly #calls = new Map<string, Call>();
  #started = 0;

  constructor(options: CallRegisterOptions) {
    this.#options = options;
  }

  find(callId: string): Call | undefined {
    return this.#calls.get(callId.toLowerCase());
  }

  all(): IterableIterator<Call> {
    return this.#calls.values();
  }

  /** A call that ended at `spec.endedAt`, or at `now`. */
  start(spec: CallSpec, now: number): Call {
    const random = this.#options.random.fork('call', this.#started);
    this.#started += 1;
    const kind = spec.kind ?? random.fork('kind').weighted(CALL_KIND_WEIGHTS);
    const endedAt = spec.endedAt?.getTime() ?? now;
    const startedAt = endedAt - (spec.durationSeconds ?? drawnSeconds(random.fork('duration'), kind)) * 1000;
    const id = (spec.id ?? random.fork('id').guid()).toLowerCase();
    const plan = CALL_KINDS[kind].plan({
      random: random.fork('plan'),
      directory: this.#options.directory,
      startedAt,
      endedAt,
      participants: spec.participants,
      sessions: spec.sessions,
    });
    const times = this.#times(random, spec);
    const content = generatedRecord(random.fork('record'), {
      id,
      plan,
      startedAt,
      endedAt,
      grows:
        spec.sessions === undefined &&
        spec.versions === undefined &&
        times.nextVersionsAfterMilliseconds.length > 0,
      deprecatedProperties: this.#options.behaviour.deprecatedProperties,
      undeclaredProperties: this.#options.behaviour.undeclaredProperties,
    });
    return this.#add({ id, kind, content, startedAt, endedAt, times, versions: spec.versions ?? [], random });
  }

  /** A call whose record was read from a file: readable and notified at once, with the version that the file says. */
  adopt(id: string, version: number, content: CallRecordContent, now: number): Call {
    const startedAt = Date.parse(content.startDateTime);
    const random = this.#options.random.fork('file', id);
    const times: DrawnTimes = {
      readableAfterMilliseconds: now - Date.parse(content.endDateTime),
      notifiedAfterMilliseconds: now - Date.parse(content.endDateTime),
      nextVersionsAfterMilliseconds: [],
    };
    const endedAt = Date.parse(content.endDateTime);
    const { lastModifiedDateTime } = content;
    return this.#add({
      id,
      kind: 'file',
      content,
      startedAt,
      endedAt,
      times,
      versions: [{ version, ...(lastModifiedDateTime === undefined ? {} : { lastModifiedDateTime }) }],
      random,
    });
  }

  /** Publishes the next version of a call's record at `at`. */
  publish(call: Call, spec: VersionSpec, at: number): void {
    const last = call.published.at(-1);
    const ordinal = call.published.length + 1;
    const random = this.#options.random.fork('publication', call.id, ordinal);
    // "Monotonically increasing" is promised, "consecutive" is not.
    const step = last === undefined || random.chance(0.9) ? 1 : 2;
    const version = spec.version ?? (last?.version ?? 0) + step;
    const lastModifiedDateTime = spec.lastModifiedDateTime ?? graphDateTime(at, random.integer(0, 9999));
    const { sessions, participants } = spec;
    call.published.push({ version, ordinal, lastModifiedDateTime, sessions, participants, publishedAt: at });
    this.#options.emit(at, { type: 'versionPublished', callId: call.id, version, lastModifiedDateTime });
  }

  #times(random: Random, spec: CallSpec): DrawnTimes {
    const { behaviour, speed } = this.#options;
    const drawn = drawnTimes(random.fork('times'), speed, behaviour.earlyNotificationShare);
    const asked = spec.readableAfterSeconds;
    const shift = asked === undefined ? 0 : asked * 1000 - drawn.readableAfterMilliseconds;
    const readable = drawn.readableAfterMilliseconds + shift;
    const notified = Math.max(0, drawn.notifiedAfterMilliseconds + shift);
    return {
      readableAfterMilliseconds: readable,
      notifiedAfterMilliseconds:
        spec.notifiedAfterSeconds === undefined ? notified : spec.notifiedAfterSeconds * 1000,
      nextVersionsAfterMilliseconds:
        spec.versions === undefined
          ? drawn.nextVersionsAfterMilliseconds
          : spec.versions.slice(1).map(({ afterSeconds }) => (afterSeconds ?? 0) * 1000),
    };
  }

  #add(made: {
    readonly id: string;
    readonly kind: CallKind | 'file';
    readonly content: CallRecordContent;
    readonly startedAt: number;
    readonly endedAt: number;
    readonly times: DrawnTimes;
    readonly versions: ReadonlyArray<VersionSpec>;
    readonly random: Random;
  }): Call {
    const { id, kind, content, startedAt, endedAt, times, versions } = made;
    if (this.#calls.has(id)) throw new Error(`A call with id ${id} exists already.`);
    const call: Call = {
      id,
      kind,
      content,
      startedAt,
      endedAt,
      sortableStart: sortableDateTime(content.startDateTime) ?? '',
      availableAt: endedAt + times.readableAfterMilliseconds,
      notifiedAt: endedAt + times.notifiedAfterMilliseconds,
      published: [],
      notifications: { sent: 0, accepted: 0, dropped: 0 },
    };
    this.#calls.set(id, call);
    this.#schedule(call, versions, times);
    const { startDateTime, endDateTime } = content;
    const availableAt = new Date(call.availableAt);
    this.#options.emit(endedAt, {
      type: 'callEnded',
      callId: id,
      kind,
      startDateTime,
      endDateTime,
      availableAt,
    });
    return call;
  }

  #schedule(call: Call, versions: ReadonlyArray<VersionSpec>, times: DrawnTimes): void {
    const { agenda, emit, notify } = this.#options;
    const { availableAt, notifiedAt } = call;
    agenda.add(Math.min(availableAt, notifiedAt), (at) => this.publish(call, versions[0] ?? {}, at));
    agenda.add(availableAt, (at) => {
      emit(at, { type: 'recordAvailable', callId: call.id, version: call.published.at(-1)?.version ?? 0 });
    });
    agenda.add(notifiedAt, (at) => notify(call, at));
    let publishedAt = availableAt;
    times.nextVersionsAfterMilliseconds.forEach((after, index) => {
      publishedAt += after;
      agenda.add(publishedAt, (at) => {
        this.publish(call, versions[index + 1] ?? {}, at);
        notify(call, at);
      });
    });
  }
}

function drawnSeconds(random: Random, kind: CallKind): number {
  const [least, most] = CALL_KINDS[kind].minutes;
  return random.decimal(least * 60, most * 60, 3);
}
