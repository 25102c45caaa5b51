/** A world: the real pipeline on several instances, over storage in memory and beside the simulated tenant. */

import type { TableRequest } from '../../../src/adapters/memory/intercept.ts';
import { DAY_MS } from '../../../src/language/milliseconds.ts';
import { DeadlineExceeded } from '../../../src/ports/clock.ts';
import { StorageFailure } from '../../../src/ports/storage.ts';
import { childTableNames } from '../../../src/tables/declarations/index.ts';
import { RETENTION_MILLISECONDS } from '../../graph/call.ts';
import { Directory } from '../../graph/records/people.ts';
import { createTenant, type SimulatedTenant } from '../../graph/tenant.ts';
import { Checker } from '../checker/checker.ts';
import { callIn } from '../checker/message-text.ts';
import type { WorldFrame } from '../plan/frame.ts';
import { type Activity, currentActivity } from './activity.ts';
import { decompressAtOnce } from './decompression.ts';
import { ExportedFiles } from './exported-files.ts';
import { Fleet } from './fleet.ts';
import { graphSeenThrough } from './graph-wire.ts';
import type { Instance } from './instance.ts';
import { FewPeople } from './people.ts';
import { QUEUES, SimulatedQueue } from './queue.ts';
import { QueueHosts } from './queue-hosts.ts';
import { Surroundings } from './surroundings.ts';
import { SimulatedTables } from './tables.ts';
import { noteEvent } from './tenant-journal.ts';
import { Timer, type Timers, wakeFor } from './timers.ts';
import { webhook } from './webhook.ts';
import type { AccidentOf } from './wire.ts';

/** Graph keeps a record for 30 days: a day before, its newest version is stored. */
const FOUND_WITHIN_MS = RETENTION_MILLISECONDS - DAY_MS;

/** After a standstill it takes as long until all hours that Graph still has are listed. */
const CAUGHT_UP_WITHIN_MS = 2 * DAY_MS;

/** What maintain has to look at. */
const SUBSCRIPTION_CHANGES = new Set(['subscriptionCreated', 'subscriptionDeleted', 'subscriptionExpired']);

export class SimulatedWorld extends Surroundings {
  readonly tables: SimulatedTables;
  readonly queue: SimulatedQueue;
  readonly tenant: SimulatedTenant;
  readonly checker: Checker;
  readonly fleet: Fleet;
  readonly hosts: QueueHosts;
  readonly timers: Timers;
  /** What happens to single requests, beside what the plan says. */
  readonly accidentOf: AccidentOf;
  /** How far the clock of the computer is ahead on which operators type. */
  operatorAheadMilliseconds = 0;
  /** Where operators export to. */
  readonly exported = new ExportedFiles();
  /** Processes of commands that run. */
  readonly commands = new Set<Instance>();
  /** Every call that has ended, with when it began and when its record can be read. */
  readonly calls = new Map<string, { readonly startedAt: number; readonly availableAt: number }>();

  constructor(plan: WorldFrame, accidentOf: AccidentOf = () => undefined) {
    super(plan);
    this.accidentOf = accidentOf;
    decompressAtOnce();
    this.tables = new SimulatedTables(
      (request, by) => this.#tableAsked(request, by),
      () => new Date(this.time.milliseconds),
    );
    this.queue = this.#createQueue();
    this.tenant = this.#createTenant();
    this.checker = new Checker({
      tenant: this.tenant,
      now: () => this.time.milliseconds,
      row: (table, key) => this.tables.row(table, key),
      rows: (table) => this.tables.rows(table),
      backfillDays: plan.backfillDays,
      skewMilliseconds: (plan.clockSkewSeconds ?? 0) * 1000,
    });
    this.checker.kept.configured(plan.keepDays);
    this.fleet = this.#createFleet();
    this.hosts = new QueueHosts(this, this.queue, {
      callIn: (text) => callIn(text, this.tenant.tenantId),
      failed: (activity, error) => this.#runFailed(activity, error),
    });
    this.timers = {
      maintain: new Timer('maintain', this, this.fleet),
      reconcile: new Timer('reconcile', this, this.fleet),
      summarize: new Timer('summarize', this, this.fleet),
      retain: new Timer('retain', this, this.fleet),
      forget: new Timer('forget', this, this.fleet),
    };
  }

  /** The instances of the app go to work. */
  start(): void {
    this.fleet.scale(this.plan.instances);
    this.timers.maintain.wake();
    this.timers.reconcile.wake();
    this.timers.summarize.wake();
    // Without it a run does nothing.
    if (this.plan.keepDays !== undefined) this.timers.retain.wake();
  }

  /** Lets time pass until it is over, or a rule is broken. */
  async pass(isOver: () => boolean): Promise<void> {
    const { tenant, checker } = this;
    await this.time.pass(tenant, () => checker.violations.length > 0 || isOver());
  }

  /** Lets time pass until that instant, or a rule is broken. */
  async passUntil(milliseconds: number): Promise<void> {
    let isOver = false;
    this.time.at(milliseconds, () => {
      isOver = true;
    });
    await this.pass(() => isOver);
  }

  /** Whether Graph answers with a record of this call by now. */
  shows(callId: string): boolean {
    const { availableAt = Number.POSITIVE_INFINITY } = this.calls.get(callId) ?? {};
    return availableAt <= this.time.milliseconds;
  }

  /** Once all is worked off. */
  checkEnding(): void {
    const messages = QUEUES.flatMap((name) => this.queue.messages(name).map(({ text }) => text));
    this.checker.checkEnding({ messages, logged: this.logged });
  }

  get isWorking(): boolean {
    return this.activities.size > 0;
  }

  /** Nothing is under way, and no message waits. */
  get isIdle(): boolean {
    return !this.isWorking && this.queue.isEmpty;
  }

  #createQueue(): SimulatedQueue {
    const { journal, time } = this;
    const about = (text: string) => callIn(text, this.tenant.tenantId);
    return new SimulatedQueue(time, {
      sent: (queue, text, by) => {
        journal.note(by, about(text), () => `sends to ${queue}: ${text}`);
        this.checker.sent(text);
      },
      deleted: (queue, { id, text }, by) => {
        journal.note(by, about(text), () => `deletes ${id} from ${queue}`);
        this.checker.accounts.deleted(text);
      },
      visibleAt: (queue, milliseconds) => this.hosts.lookAt(queue, milliseconds),
    });
  }

  #createTenant(): SimulatedTenant {
    const { seed, behaviour, isSteady = false } = this.plan;
    const transport = webhook(this, {
      working: () => this.fleet.working(),
      serves: (origin) => this.fleet.origins.has(origin),
      checker: () => this.checker,
      onLifecycleEvent: () => this.timers.maintain.wake(),
    });
    // Of what is counted request by request, a large meeting has as many people as participants.
    const people = isSteady ? Directory : FewPeople;
    const tenant = createTenant({ seed, clock: this.time, behaviour, transport, people });
    tenant.on((event) => {
      noteEvent(this, event);
      if (SUBSCRIPTION_CHANGES.has(event.type)) this.timers.maintain.wake();
      if (event.type !== 'callEnded') return;
      const { callId, startDateTime } = event;
      const call = { startedAt: Date.parse(startDateTime), availableAt: event.availableAt.getTime() };
      this.calls.set(callId, call);
      const forgottenSoonAt = call.startedAt + FOUND_WITHIN_MS;
      if (call.startedAt < this.instantOf(0) || call.availableAt + DAY_MS > forgottenSoonAt) return;
      this.time.at(forgottenSoonAt, () => this.#graphForgetsSoon(callId, call.startedAt));
    });
    return tenant;
  }

  #graphForgetsSoon(callId: string, startedAt: number): void {
    const hadTime = this.fleet.worksSince + CAUGHT_UP_WITHIN_MS < this.time.milliseconds;
    if (hadTime) this.checker.checkBeforeForgotten(callId, startedAt);
  }

  #createFleet(): Fleet {
    return new Fleet(this, {
      tenantId: this.tenant.tenantId,
      accidentOf: this.accidentOf,
      connect: (wire) => {
        const { instance } = wire;
        this.journal.news(instance.name, () => 'starts');
        instance.whenDead(() => {
          for (const activity of this.activities.endAll(instance)) this.#leftUnfinished(activity);
        });
        this.hosts.started(wire);
        return {
          tables: this.tables.seenThrough(wire),
          queue: this.queue.seenByProgram(wire),
          httpClient: graphSeenThrough(wire, this.tenant, this, this.checker),
        };
      },
    });
  }

  #tableAsked(request: TableRequest, by: string): void {
    const { table, operation, partitionKey, rowKeys } = request;
    const activity = currentActivity();
    const callId = activity?.callId ?? (table === 'PendingCallRecords' ? rowKeys[0] : undefined);
    this.journal.note(by, callId, () => {
      const [first = '', ...more] = rowKeys;
      const others = more.length > 0 ? ` and ${more.length} more` : '';
      return `${operation} ${table} ${partitionKey} ${first}${others}`;
    });
    if (rowKeys.length === 0 || operation === 'get') return;
    this.tallies.storageWrites += 1;
    this.checker.written(request);
    const isChild = childTableNames.some((name) => name === table);
    for (const rowKey of rowKeys) {
      const row = this.tables.row(table, { partitionKey, rowKey });
      if (row === undefined) continue;
      wakeFor(this.timers, table, row);
      if (isChild) activity?.generations.add(String(row.cells.Generation?.value));
    }
  }

  #runFailed(activity: Activity, error: unknown): void {
    this.#leftUnfinished(activity);
    const { callId, troubles, requests, isHeldUp } = activity;
    // Storage never fails by itself here; a request that failed may have been one that several waited for.
    // One that made no request has waited for another attempt at its call.
    const isLate = error instanceof DeadlineExceeded && (isHeldUp || requests === 0);
    const isOwn = troubles === 0 && !(error instanceof StorageFailure) && !isLate;
    if (callId !== undefined && isOwn) this.checker.accounts.failedAlone(callId, error);
  }

  /**
   * A delivery has ended without an outcome. When another delivery has its message by now, that one may have swept before
   * this one wrote its last rows, and no further delivery comes.
   */
  #leftUnfinished({ callId, message, generations }: Activity): void {
    if (callId === undefined || message === undefined || this.queue.isHeld(message)) return;
    for (const generation of generations) this.checker.heads.orphaned(callId, generation);
  }
}
