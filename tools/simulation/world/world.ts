/** A world: the real pipeline on several instances, over storage in memory and beside the simulated tenant. */

import { createHash } from 'node:crypto';
import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import type { InvocationContext } from '@azure/functions';
import type { StoredRow } from '../../../src/domain/cell.ts';
import { StorageFailure } from '../../../src/ports.ts';
import { deliveryOf } from '../../../src/functions/delivery.ts';
import { Random } from '../../graph-simulator/model/random.ts';
import { createTenant, type SimulatedTenant } from '../../graph-simulator/model/tenant.ts';
import { Checker } from '../checker/checker.ts';
import { callIn } from '../checker/message-text.ts';
import type { WorldPlan } from '../plan/plan.ts';
import { type Activity, type ActivityKind, currentActivity, during } from './activity.ts';
import { Fates } from './fates.ts';
import { Fleet } from './fleet.ts';
import { graphSeenThrough } from './graph-wire.ts';
import type { Instance } from './instance.ts';
import { Journal } from './journal.ts';
import { promisedBy } from './promises.ts';
import { type QueueName, SimulatedQueue } from './queue.ts';
import { QueueHost } from './queue-host.ts';
import { SimulatedTables } from './storage.ts';
import { noTallies, type Tallies } from './tallies.ts';
import { TimerHost } from './timer-host.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';
import { webhook } from './webhook.ts';
import type { AccidentOf, Wire } from './wire.ts';

/** Instances look at an empty queue at least so often (host.json's maxPollingInterval). */
const LOOK_WITHIN_MS = 2_000;

const HOUR_MS = 3_600_000;

/** A run that failed is followed by one at the next occasion; a few of them are left out. */
const AFTER_FAILURE_MS = 5 * 60_000;

/** Where the app is reached at first. */
export const FIRST_ORIGIN = 'https://contoso-call-records.azurewebsites.net';

export class SimulatedWorld {
  readonly plan: WorldPlan;
  readonly time: VirtualTime;
  readonly weather = new Weather();
  readonly tenant: SimulatedTenant;
  readonly tables: SimulatedTables;
  readonly queue: SimulatedQueue;
  readonly checker: Checker;
  readonly fleet: Fleet;
  readonly journal: Journal;
  readonly tallies: Tallies = noTallies();
  readonly random: Random;
  readonly maintain: TimerHost;
  readonly reconcile: TimerHost;
  readonly origins = new Set([FIRST_ORIGIN]);
  /** Every call that has ended, with when its record can be read. */
  readonly calls = new Map<string, { readonly availableAt: number }>();
  readonly #fates: Fates;
  readonly #activities = new Map<Activity, Instance>();
  readonly #hosts = new Map<Instance, Readonly<Record<QueueName, QueueHost>>>();
  readonly #looks = new Set<string>();
  #invocations = 0;

  /** `accidentOf`: what befalls single requests, beside what the plan says. */
  constructor(plan: WorldPlan, accidentOf?: AccidentOf) {
    this.plan = plan;
    this.time = new VirtualTime(plan.startsAt);
    const now = () => this.time.milliseconds;
    this.journal = new Journal(now);
    this.random = Random.seeded(plan.seed).fork('world');
    this.#fates = new Fates(plan);
    this.tables = new SimulatedTables((request, by) => this.#written(request, by));
    this.queue = new SimulatedQueue(this.time, {
      sent: (queue, text, by) => {
        this.journal.note(by, callIn(text, this.tenant.tenantId), () => `sends to ${queue}: ${text}`);
        this.checker.sent(text);
      },
      deleted: (queue, message, by) => {
        const callId = callIn(message.text, this.tenant.tenantId);
        this.journal.note(by, callId, () => `deletes ${message.id} from ${queue}`);
        const isCopied = queue === 'queue' && this.#isInPoisonQueue(message.text);
        this.checker.accounts.deleted(message.text, isCopied);
      },
      visibleAt: (queue, milliseconds) => this.lookAt(queue, milliseconds),
    });
    this.tenant = createTenant({
      seed: plan.seed,
      clock: this.time,
      behaviour: plan.behaviour,
      transport: webhook({
        time: this.time,
        random: this.random.fork('webhook'),
        instances: () => this.fleet.working(),
        serves: (origin) => this.origins.has(origin),
        begin: (instance) => this.#begin('receive', instance, undefined),
        end: (activity) => this.#end(activity),
        received: (instance, body) => this.#received(instance, body),
      }),
    });
    this.checker = new Checker({
      tenant: this.tenant,
      now,
      row: (table, key) => this.tables.row(table, key),
      rows: (table) => this.tables.rows(table),
    });
    this.#listen();
    const busy = () => this.#activities.size;
    this.fleet = new Fleet(
      {
        tenantId: this.tenant.tenantId,
        backfillDays: plan.backfillDays,
        random: this.random.fork('fleet'),
        time: this.time,
        wire: { weather: this.weather, busy, heard: this.#wireListener(), accidentOf },
        surroundings: {
          application: (wire) => this.#surroundings(wire),
          started: (instance, wire) => this.#started(instance, wire),
        },
      },
      { origin: FIRST_ORIGIN, secret: 'the first secret of this world', previousSecret: undefined },
    );
    this.maintain = this.#timer('maintain', { everyMinutes: 1, quietMinutes: () => this.#quietMinutes });
    this.reconcile = this.#timer('reconcile', { everyMinutes: 5, quietMinutes: () => 60 });
  }

  /** The instances of the app go to work. */
  start(): void {
    this.fleet.scale(this.plan.instances);
    this.maintain.wake(this.time.milliseconds);
    this.reconcile.wake(this.time.milliseconds);
  }

  /** Lets time pass until it is over, a rule is broken, or so many milliseconds have gone by. */
  async pass(isOver: () => boolean): Promise<void> {
    const { tenant, checker } = this;
    await this.time.pass(
      {
        nextAt: () => tenant.nextDueAt()?.getTime(),
        happen: () => void tenant.deliverDue(),
      },
      () => checker.violations.length > 0 || isOver(),
    );
  }

  /** Nothing is under way, and no message waits. */
  get isIdle(): boolean {
    const { queue } = this;
    return (
      this.#activities.size === 0 &&
      queue.messages('queue').length === 0 &&
      queue.messages('poisonQueue').length === 0
    );
  }

  /** Every instance looks at the queue soon after that instant. */
  lookAt(queue: QueueName, milliseconds: number): void {
    const bucket = Math.floor(milliseconds / LOOK_WITHIN_MS);
    for (const [instance, hosts] of this.#hosts) {
      const key = `${instance.name} ${queue} ${bucket}`;
      if (this.#looks.has(key)) continue;
      this.#looks.add(key);
      const at = (bucket + 1) * LOOK_WITHIN_MS + this.random.integer(0, LOOK_WITHIN_MS - 1);
      this.time.at(at, () => {
        this.#looks.delete(key);
        hosts[queue].look();
      });
    }
  }

  #isInPoisonQueue(text: string): boolean {
    return this.queue.messages('poisonQueue').some((message) => message.text === text);
  }

  #begin(kind: ActivityKind, instance: Instance, callId: string | undefined, work?: string): Activity {
    const draw = this.random.fraction();
    const isSlow = this.plan.isSteady !== true;
    const slowness = isSlow && draw < 0.01 ? 20_000 : isSlow && draw < 0.05 ? 2_000 : 0;
    const activity: Activity = { kind, callId, requests: 0, troubles: 0, isOver: false, slowness, ...this.#fates.of(kind, work) };
    if (instance.isAlive) this.#activities.set(activity, instance);
    return activity;
  }

  #started(instance: Instance, wire: Wire): void {
    this.journal.news(instance.name, () => 'starts');
    const hosts = {
      queue: this.#queueHost(instance, wire, 'queue'),
      poisonQueue: this.#queueHost(instance, wire, 'poisonQueue'),
    };
    this.#hosts.set(instance, hosts);
    instance.whenDead(() => {
      this.#hosts.delete(instance);
      for (const [activity, at] of this.#activities) if (at === instance) this.#activities.delete(activity);
    });
    for (const name of ['queue', 'poisonQueue'] as const) {
      this.lookAt(name, this.time.milliseconds);
      // What an instance held that has ended comes back when nobody else is there to know.
      for (const { visibleAt } of this.queue.messages(name)) {
        if (visibleAt.getTime() > this.time.milliseconds) this.lookAt(name, visibleAt.getTime());
      }
    }
  }

  #queueHost(instance: Instance, wire: Wire, name: QueueName): QueueHost {
    const { queue, time, journal } = this;
    return new QueueHost({
      instance,
      time,
      queue: queue.seenByHost(wire, name),
      poisonQueue: name === 'queue' ? queue.seenByHost(wire, 'poisonQueue') : undefined,
      hasVisible: () => queue.messages(name).some(({ visibleAt }) => visibleAt.getTime() <= time.milliseconds),
      run: (message) => this.#deliver(instance, name, message),
      asHost: async (message, work) => {
        const callId = message && callIn(message.text, this.tenant.tenantId);
        const activity: Activity =
          message === undefined
            ? { kind: 'host', callId, requests: 0, troubles: 0, isOver: false, slowness: 0 }
            : this.#begin('host', instance, callId, `host ${message.id}`);
        try {
          return await during(activity, work);
        } finally {
          this.#end(activity);
        }
      },
      onUnreachable: () => {
        const closed = this.weather.closedUntil('queue');
        const at = closed === undefined ? 0 : this.plan.startsAt.getTime() + closed * 1000;
        this.lookAt(name, Math.max(at, time.milliseconds + LOOK_WITHIN_MS));
      },
      onTimeout: (message) => {
        const callId = callIn(message.text, this.tenant.tenantId);
        journal.note(instance.name, callId, () => 'ran for ten minutes: its process is ended');
        instance.die();
      },
      onPoisoned: () => {
        this.tallies.poisoned += 1;
      },
    });
  }

  async #deliver(instance: Instance, name: QueueName, message: ReceivedMessage): Promise<void> {
    const { tallies, journal, tenant } = this;
    const callId = callIn(message.text, tenant.tenantId);
    const activity = this.#begin(name === 'queue' ? 'ingest' : 'deadLetter', instance, callId, message.id);
    const body = asFunctionSees(message.text);
    this.#invocations += 1;
    const delivery = deliveryOf({
      triggerMetadata: { ...metadataOf(message), ...ownProperties(body) },
      invocationId: `invocation-${this.#invocations}`,
    } as unknown as InvocationContext);
    tallies.ingests += 1;
    const { application } = instance;
    journal.note(instance.name, callId, () => `${activity.kind} begins, delivery ${message.dequeueCount}`);
    try {
      if (name === 'poisonQueue') await during(activity, () => application.keepPoisoned(body, delivery));
      else {
        const outcome = await during(activity, () => application.ingest(body, delivery));
        journal.note(instance.name, callId, () => `ingest ends: ${JSON.stringify(outcome)}`);
      }
    } catch (error) {
      journal.note(instance.name, callId, () => `${activity.kind} fails: ${error}`);
      // Storage never fails by itself here; the request that failed may have been one that several wait for.
      const isOwnFailure = activity.troubles === 0 && !(error instanceof StorageFailure);
      if (callId !== undefined && isOwnFailure) this.checker.accounts.failedAlone(callId, error);
      throw error;
    } finally {
      this.#end(activity);
    }
  }

  #end(activity: Activity): void {
    activity.isOver = true;
    this.#activities.delete(activity);
  }

  /** In fair weather with nothing to do it makes no difference how often the timer runs. */
  get #quietMinutes(): number {
    return this.time.milliseconds < this.plan.startsAt.getTime() + this.plan.clearsAt * 1000 ? 10 : 60;
  }

  #received(instance: Instance, body: string): (status: number) => void {
    const { checker, journal } = this;
    const promised = promisedBy(body, instance.secrets, checker.truth);
    return (status) => {
      for (const callId of promised.versions.keys()) {
        journal.note(instance.name, callId, () => `answers a notification of it with ${status}`);
      }
      if (status >= 200 && status < 300) checker.promised(promised.versions, promised.lifecycle);
      if (promised.lifecycle.length > 0) this.maintain.wake(this.time.milliseconds);
    };
  }

  #timer(
    kind: 'maintain' | 'reconcile',
    schedule: Pick<ConstructorParameters<typeof TimerHost>[0], 'everyMinutes' | 'quietMinutes'>,
  ): TimerHost {
    const { time } = this;
    return new TimerHost({
      time,
      ...schedule,
      instance: () => this.fleet.any(),
      overlaps: () => this.random.chance(0.02),
      run: async (instance) => {
        const activity = this.#begin(kind, instance, undefined);
        this.tallies.timerRuns += 1;
        try {
          await during(activity, () => instance.application[kind]());
        } catch (error) {
          this.journal.news(instance.name, () => `${kind} fails: ${error}`);
          const timer = kind === 'maintain' ? this.maintain : this.reconcile;
          timer.wake(time.milliseconds + AFTER_FAILURE_MS);
        } finally {
          this.#end(activity);
        }
      },
    });
  }

  #surroundings(wire: Wire) {
    const { patience } = this.checker;
    const asker = (instance: Instance, activity: Activity | undefined) => ({
      instance: instance.name,
      activity,
      slowness: 2 * Math.max(activity?.slowness ?? 0, this.weather.slowestMilliseconds ?? 0),
    });
    return {
      tables: this.tables.seenThrough(wire),
      queue: this.queue.seenByProgram(wire),
      httpClient: graphSeenThrough(wire, this.tenant, this.time, {
        asked: (instance, activity, { method, url }) => {
          patience.asked(asker(instance, activity), { method, url: new URL(url) });
        },
        answered: (instance, activity, { method, url }, { status, headers }) => {
          const { 'Retry-After': retryAfter, Date: date } = headers;
          this.tallies.graphRequests += 1;
          if (status === 429) this.tallies.throttled += 1;
          this.journal.note(instance.name, activity?.callId, () => {
            const told = retryAfter === undefined ? '' : `, Retry-After: ${retryAfter}`;
            return `${method} ${url} → ${status}${told}`;
          });
          return patience.answered(
            asker(instance, activity),
            { method, url: new URL(url) },
            { status, retryAfter, date },
          );
        },
      }, this.plan.mostOnAPage),
    };
  }

  #wireListener() {
    return {
      died: (instance: Instance, activity: Activity) => {
        this.tallies.deaths += 1;
        this.journal.news(
          instance.name,
          () => `its process ends during ${activity.kind}, at request ${activity.requests}`,
        );
      },
      stalled: (instance: Instance, activity: Activity, milliseconds: number) => {
        this.tallies.stalls += 1;
        this.journal.news(
          instance.name,
          () => `stands still for ${milliseconds / 1000} s during ${activity.kind}`,
        );
      },
      replyLost: (activity: Activity | undefined) => {
        this.tallies.repliesLost += 1;
        if (activity !== undefined) activity.troubles += 1;
      },
      storageFailed: (activity: Activity | undefined) => {
        this.tallies.storageFailures += 1;
        if (activity !== undefined) activity.troubles += 1;
      },
    };
  }

  #written(request: TableRequest, by: string): void {
    const { table, operation, partitionKey, rowKeys } = request;
    const isRead = operation === 'get' || operation === 'query';
    if (!isRead) this.tallies.storageWrites += 1;
    const callId = currentActivity()?.callId ?? (table === 'PendingCallRecords' ? rowKeys[0] : undefined);
    this.journal.note(by, callId, () => {
      const [first = '', ...more] = rowKeys;
      return `${operation} ${table} ${partitionKey} ${first}${more.length > 0 ? ` and ${more.length} more` : ''}`;
    });
    if (isRead) return;
    this.checker.written(request, (currentActivity()?.troubles ?? 0) > 0);
    for (const rowKey of rowKeys) {
      const cells = this.tables.row(table, { partitionKey, rowKey })?.cells;
      if (cells === undefined) continue;
      const instant = (column: string) => Date.parse(String(cells[column]?.value));
      if (table === 'PendingCallRecords' && cells.State?.value === 'waiting') {
        this.maintain.wake(instant('NextAttemptAt'));
      } else if (table === 'DeadLetters' && cells.State?.value === 'waiting') {
        this.maintain.wake(instant('DeadAt') + HOUR_MS);
      } else if (table === 'Coverage' && cells.NextCheckAt !== undefined) {
        this.reconcile.wake(instant('NextCheckAt'));
      } else if (table === 'Subscriptions' && isInterrupted(cells)) {
        this.reconcile.wake(this.time.milliseconds);
      }
    }
  }

  #listen(): void {
    const { tenant, tallies, journal } = this;
    tenant.on((event) => {
      switch (event.type) {
        case 'callEnded':
          tallies.calls += 1;
          this.calls.set(event.callId, { availableAt: event.availableAt.getTime() });
          journal.note('Graph', event.callId, () => `the call has ended; readable at ${event.availableAt.toISOString()}`);
          break;
        case 'versionPublished':
          tallies.versions += 1;
          journal.note('Graph', event.callId, () => `publishes version ${event.version} of ${event.lastModifiedDateTime}`);
          break;
        case 'notificationAnswered':
          for (const { callId, forged } of event.elements) {
            if (forged) tallies.forged += 1;
            else if (callId !== undefined) {
              tallies.notifications += event.attempt === 1 ? 1 : 0;
              if (event.accepted) tallies.accepted += 1;
              journal.note('Graph', callId, () => `notifies, try ${event.attempt}: ${event.status}`);
            }
          }
          break;
        case 'notificationDropped':
          tallies.dropped += 1;
          journal.note('Graph', event.element.callId, () => `drops a notification: ${event.reason}`);
          break;
        case 'subscriptionCreated':
        case 'subscriptionDeleted':
        case 'subscriptionExpired':
          journal.news('Graph', () => `${event.type} ${event.subscriptionId}`);
          this.maintain.wake(this.time.milliseconds);
          break;
      }
    });
  }

  /** Whether Graph's only subscriptions carry this secret: then the one before may be forgotten. */
  isServedWith(secret: string): boolean {
    const hash = createHash('sha256').update(secret).digest('hex');
    const live = [...this.tables.rows('Subscriptions')].filter(({ cells }) => cells.State?.value === 'live');
    return live.length > 0 && live.every(({ cells }) => cells.ClientStateHash?.value === hash);
  }
}

/** Something on a subscription's row tells of notifications that may have been missed, and nobody has looked yet. */
function isInterrupted(cells: StoredRow['cells']): boolean {
  const text = (column: string) => String(cells[column]?.value ?? '');
  return ['GapTo', 'MissedAt', 'SubscriptionRemovedAt'].some((column) => text(column) > text('ResyncedAt'));
}

/** The functions library parses what can be parsed. */
function asFunctionSees(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function metadataOf({ id, dequeueCount, insertedAt }: ReceivedMessage): Readonly<Record<string, unknown>> {
  return { id, dequeueCount, insertionTime: insertedAt.toISOString() };
}

/** The host puts a message's own properties over what it says about the message. */
function ownProperties(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}
