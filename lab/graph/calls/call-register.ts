/** All calls of the tenant, and how they become records and versions in the course of time. */

import type { Random } from '../../random.ts';
import type { CallSpec, VersionSpec } from '../call.ts';
import { CALL_KINDS, type CallKind } from '../call-kinds.ts';
import type { CallRecordContent } from '../call-record-content.ts';
import { graphDateTime, sortableDateTime } from '../date-time.ts';
import type { NotificationElement } from '../events.ts';
import type { Office } from '../office/office.ts';
import { generatedRecord } from '../records/generated-record.ts';
import type { Directory } from '../records/people.ts';
import type { TenantContext } from '../tenant-context.ts';
import { dealtCall, drawnCall, type Period } from './drawn-call.ts';
import { type CallTimes, drawnTimes } from './latency.ts';
import type { Call } from './published-call.ts';

export class CallRegister {
  readonly #context: TenantContext;
  readonly #random: Random;
  readonly #directory: Directory;
  readonly #office: Office;
  readonly #datedOver: Period | undefined;
  readonly #notify: (call: Call, at: number) => void;
  readonly #calls = new Map<string, Call>();
  #started = 0;

  /** `notify` is called when a record was first seen or changed: subscriptions want to know. */
  constructor(
    context: TenantContext,
    {
      office,
      datedOver,
      people,
    }: {
      readonly office: Office;
      readonly datedOver: Period | undefined;
      readonly people: typeof Directory;
    },
    notify: (call: Call, at: number) => void,
  ) {
    this.#context = context;
    this.#random = context.random.fork('calls');
    this.#directory = new people(context.random.fork('directory'), context.tenantId);
    this.#office = office;
    this.#datedOver = datedOver;
    this.#notify = notify;
    context.events.react((event) => {
      if (event.type === 'notificationDropped') this.#count(event.element, 'dropped');
      if (event.type !== 'notificationAnswered' || !event.accepted) return;
      for (const element of event.elements) this.#count(element, 'accepted');
    });
  }

  find(callId: string): Call | undefined {
    return this.#calls.get(callId.toLowerCase());
  }

  all(): IterableIterator<Call> {
    return this.#calls.values();
  }

  /** A call that ended at `spec.endedAt`, or at `now`, or is dated back from now. */
  start(spec: CallSpec, now: number): Call {
    const number = this.#started;
    this.#started += 1;
    const random = this.#random.fork('call', number);
    const { kind, size, firstEmployee, beginsAt } =
      this.#datedOver === undefined
        ? drawnCall(random, spec.kind)
        : dealtCall(this.#random, number, spec.kind, this.#datedOver);
    const lasted = (spec.durationSeconds ?? drawnSeconds(random.fork('duration'), kind)) * 1000;
    const endedAt = spec.endedAt?.getTime() ?? Math.min(now, (beginsAt ?? now) + lasted);
    const startedAt = endedAt - lasted;
    const datedBack = spec.endedAt === undefined ? now - endedAt : 0;
    const id = (spec.id ?? random.fork('id').guid()).toLowerCase();
    const planned = CALL_KINDS[kind].plan({
      random: random.fork('plan'),
      directory: this.#directory,
      office: this.#office,
      firstEmployee,
      size,
      startedAt,
      endedAt,
      participants: spec.participants,
      sessions: spec.sessions,
    });
    const { joinWebUrl = planned.joinWebUrl } = spec;
    const plan = { ...planned, joinWebUrl };
    const { behaviour, speed } = this.#context;
    const times = drawnTimes(random.fork('times'), spec, speed, behaviour.earlyNotificationShare);
    const isDrawn = spec.sessions === undefined && spec.versions === undefined;
    const content = generatedRecord(random.fork('record'), {
      id,
      plan,
      startedAt,
      endedAt,
      grows: isDrawn && times.nextVersionsAfterMilliseconds.length > 0,
      undeclaredProperties: behaviour.undeclaredProperties,
    });
    const timesFromNow = {
      ...times,
      readableAfterMilliseconds: times.readableAfterMilliseconds + datedBack,
      notifiedAfterMilliseconds: times.notifiedAfterMilliseconds + datedBack,
    };
    return this.#add({ id, kind, content, startedAt, endedAt }, timesFromNow, spec.versions ?? []);
  }

  /** A call whose record is made elsewhere: readable and notified at once. */
  adopt(id: string, content: CallRecordContent, version: VersionSpec, now: number): Call {
    const startedAt = Date.parse(content.startDateTime);
    const endedAt = Date.parse(content.endDateTime);
    const times: CallTimes = {
      readableAfterMilliseconds: now - endedAt,
      notifiedAfterMilliseconds: now - endedAt,
      nextVersionsAfterMilliseconds: [],
    };
    return this.#add({ id, kind: 'adopted', content, startedAt, endedAt }, times, [version]);
  }

  /** Publishes the next version of a call's record at `at`. */
  publish(call: Call, spec: VersionSpec, at: number): void {
    const last = call.published.at(-1);
    const ordinal = call.published.length + 1;
    const random = this.#random.fork('publication', call.id, ordinal);
    // "Monotonically increasing" is promised, "consecutive" is not.
    const step = last === undefined || random.chance(0.9) ? 1 : 2;
    const version = spec.version ?? (last?.version ?? 0) + step;
    const lastModifiedDateTime = spec.lastModifiedDateTime ?? graphDateTime(at, random.integer(0, 9999));
    const { sessions, participants, startDateTime } = spec;
    const published = {
      version,
      ordinal,
      lastModifiedDateTime,
      startDateTime,
      sortableStart: sortableDateTime(startDateTime ?? call.content.startDateTime) ?? '',
      sessions,
      participants,
      publishedAt: at,
    };
    call.published.push(published);
    this.#context.events.emit(at, {
      type: 'versionPublished',
      callId: call.id,
      version,
      lastModifiedDateTime,
      startDateTime: startDateTime ?? call.content.startDateTime,
      participants: call.content.participants(published).count,
      sessions: call.content.sessions(published).count,
    });
  }

  #add(
    made: Pick<Call, 'id' | 'kind' | 'content' | 'startedAt' | 'endedAt'>,
    times: CallTimes,
    versions: ReadonlyArray<VersionSpec>,
  ): Call {
    const { id, kind, endedAt } = made;
    const { startDateTime, endDateTime } = made.content;
    if (this.#calls.has(id)) throw new Error(`A call with id ${id} exists already.`);
    const call: Call = {
      ...made,
      availableAt: endedAt + times.readableAfterMilliseconds,
      notifiedAt: endedAt + times.notifiedAfterMilliseconds,
      published: [],
      notifications: { sent: 0, accepted: 0, dropped: 0 },
    };
    this.#calls.set(id, call);
    this.#schedule(call, times, versions);
    const availableAt = new Date(call.availableAt);
    const ended = { callId: id, kind, startDateTime, endDateTime, availableAt };
    this.#context.events.emit(endedAt, { type: 'callEnded', ...ended });
    return call;
  }

  #schedule(call: Call, times: CallTimes, versions: ReadonlyArray<VersionSpec>): void {
    const { agenda } = this.#context;
    const { availableAt, notifiedAt } = call;
    agenda.add(Math.min(availableAt, notifiedAt), (at) => this.publish(call, versions[0] ?? {}, at));
    agenda.add(notifiedAt, (at) => this.#notify(call, at));
    let publishedAt = availableAt;
    times.nextVersionsAfterMilliseconds.forEach((after, index) => {
      publishedAt += after;
      agenda.add(publishedAt, (at) => {
        this.publish(call, versions[index + 1] ?? {}, at);
        this.#notify(call, at);
      });
    });
  }

  #count({ callId, forged }: NotificationElement, what: 'accepted' | 'dropped'): void {
    const call = callId === undefined || forged ? undefined : this.find(callId);
    if (call !== undefined) call.notifications[what] += 1;
  }
}

function drawnSeconds(random: Random, kind: CallKind): number {
  const [least, most] = CALL_KINDS[kind].minutes;
  return random.decimal(least * 60, most * 60, 3);
}
