/** A world: the real pipeline on several instances, over storage in memory and beside the simulated tenant. */

import { createHash } from 'node:crypto';
import type { ReceivedMessage } from '../../../src/adapters/memory/messages.ts';
import { createTenant, type SimulatedTenant } from '../../graph/tenant.ts';
import { Random } from '../../random.ts';
import { Checker } from '../checker/checker.ts';
import type { WorldPlan } from '../plan/plan.ts';
import { Activities } from './activities.ts';
import type { Activity } from './activity.ts';
import { Fates } from './fates.ts';
import { Fleet } from './fleet.ts';
import { graphSeenThrough } from './graph-wire.ts';
import type { Instance } from './instance.ts';
import { Journal } from './journal.ts';
import {
  graphObserver,
  observeTenant,
  queueObserver,
  tableObserver,
  webhookObserver,
  wireObserver,
} from './observers.ts';
import { SimulatedQueue } from './queue.ts';
import { QueueHosts } from './queue-hosts.ts';
import { SimulatedTables } from './storage.ts';
import { noTallies, type Tallies } from './tallies.ts';
import { Timers } from './timers.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';
import { webhook } from './webhook.ts';
import type { AccidentOf, Wire } from './wire.ts';

/** Where the app is reached at first. */
const FIRST_ORIGIN = 'https://contoso-call-records.azurewebsites.net';
const FIRST_SECRET = 'the first secret of this world';

export class SimulatedWorld {
  readonly plan: WorldPlan;
  readonly random: Random;
  readonly time: VirtualTime;
  readonly weather = new Weather();
  readonly tallies: Tallies = noTallies();
  readonly journal: Journal;
  readonly activities: Activities;
  readonly tables: SimulatedTables;
  readonly queue: SimulatedQueue;
  readonly tenant: SimulatedTenant;
  readonly checker: Checker;
  readonly fleet: Fleet;
  readonly hosts: QueueHosts;
  readonly timers: Timers;
  /** Where Graph reaches the app. */
  readonly origins = new Set([FIRST_ORIGIN]);
  /** Every call that has ended, with when it began and when its record can be read. */
  readonly calls = new Map<string, { readonly startedAt: number; readonly availableAt: number }>();

  /** `accidentOf`: what befalls single requests, beside what the plan says. */
  constructor(plan: WorldPlan, accidentOf?: AccidentOf) {
    this.plan = plan;
    this.random = Random.seeded(plan.seed).fork('world');
    this.time = new VirtualTime(plan.startsAt);
    const now = () => this.time.milliseconds;
    this.journal = new Journal(now);
    this.activities = new Activities({
      fates: new Fates(plan),
      random: this.random.fork('activities'),
      isFair: () => this.isFair,
      isSteady: plan.isSteady === true,
    });
    this.tables = new SimulatedTables(tableObserver(this));
    this.queue = new SimulatedQueue(this.time, queueObserver(this));
    this.tenant = this.#createTenant();
    this.checker = new Checker({
      tenant: this.tenant,
      now,
      row: (table, key) => this.tables.row(table, key),
      rows: (table) => this.tables.rows(table),
      backfillDays: plan.backfillDays,
    });
    observeTenant(this);
    this.fleet = this.#createFleet(accidentOf);
    this.hosts = new QueueHosts(this);
    this.timers = new Timers(this);
  }

  /** The instances of the app go to work. */
  start(): void {
    this.fleet.scale(this.plan.instances);
    this.timers.wake();
  }

  /** Lets time pass until it is over, or a rule is broken. */
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

  /** Lets time pass until that instant, or a rule is broken. */
  async passUntil(milliseconds: number): Promise<void> {
    let isOver = false;
    this.time.at(milliseconds, () => {
      isOver = true;
    });
    await this.pass(() => isOver);
  }

  /** In milliseconds since the epoch, of seconds since the world began. */
  instantOf(seconds: number): number {
    return this.plan.startsAt.getTime() + seconds * 1000;
  }

  /** Once the weather has cleared up, nothing goes wrong any more. */
  get isFair(): boolean {
    return this.time.milliseconds >= this.instantOf(this.plan.clearsAt);
  }

  get isWorking(): boolean {
    return this.activities.size > 0;
  }

  /** Nothing is under way, and no message waits. */
  get isIdle(): boolean {
    const { queue } = this;
    return !this.isWorking && [...queue.messages('queue'), ...queue.messages('poisonQueue')].length === 0;
  }

  /** Whether Graph's only subscriptions carry this secret: then the one before may be forgotten. */
  isServedWith(secret: string): boolean {
    const hash = createHash('sha256').update(secret).digest('hex');
    const live = [...this.tables.rows('Subscriptions')].filter(({ cells }) => cells.State?.value === 'live');
    return live.length > 0 && live.every(({ cells }) => cells.ClientStateHash?.value === hash);
  }

  #createTenant(): SimulatedTenant {
    const { plan, time, activities } = this;
    return createTenant({
      seed: plan.seed,
      clock: time,
      behaviour: plan.behaviour,
      transport: webhook({
        time,
        random: this.random.fork('webhook'),
        instances: () => this.fleet.working(),
        serves: (origin) => this.origins.has(origin),
        begin: (instance) => activities.begin('receive', instance),
        end: (activity) => activities.end(activity),
        received: webhookObserver(this),
      }),
    });
  }

  #createFleet(accidentOf: AccidentOf | undefined): Fleet {
    const { plan, time, weather, activities } = this;
    return new Fleet(
      {
        tenantId: this.tenant.tenantId,
        backfillDays: plan.backfillDays,
        random: this.random.fork('fleet'),
        time,
        wire: { weather, busy: () => activities.size, heard: wireObserver(this), accidentOf },
        surroundings: {
          application: (wire) => ({
            tables: this.tables.seenThrough(wire),
            queue: this.queue.seenByProgram(wire),
            httpClient: graphSeenThrough(wire, this.tenant, time, graphObserver(this), plan.mostOnAPage),
          }),
          started: (instance, wire) => this.#started(instance, wire),
        },
      },
      { origin: FIRST_ORIGIN, secret: FIRST_SECRET, previousSecret: undefined },
    );
  }

  /**
   * A delivery has ended without an outcome. When its message is somebody else's by now, that one may have swept before
   * this one wrote its last rows, and no further delivery comes.
   */
  leftUnfinished({ callId, message, generations }: Activity): void {
    if (callId === undefined || message === undefined || this.#isHeld(message)) return;
    for (const generation of generations) this.checker.heads.orphaned(callId, generation);
  }

  #isHeld({ id, dequeueCount }: ReceivedMessage): boolean {
    const messages = [...this.queue.messages('queue'), ...this.queue.messages('poisonQueue')];
    return messages.some((message) => message.id === id && message.dequeueCount === dequeueCount);
  }

  #started(instance: Instance, wire: Wire): void {
    this.journal.news(instance.name, () => 'starts');
    instance.whenDead(() => {
      for (const activity of this.activities.endAll(instance)) this.leftUnfinished(activity);
    });
    this.hosts.started(instance, wire);
  }
}
