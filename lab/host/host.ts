// The local Functions host: runs a function app with the semantics of Azure Functions, either by itself (`start`) or one
// step at a time for tests (`http`, `processQueue`, `runTimer`), both on the same code.
import { type Clock, endsWithin, systemClock } from './clock.ts';
import type { FunctionApp } from './function-app.ts';
import type { HostJson } from './host-json.ts';
import { type HostQueue, queuesOfAccount } from './host-queue.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { answer, answers } from './http-trigger.ts';
import type { Invocation, InvocationEnvironment } from './invocation.ts';
import { type LogSink, sayAsHost } from './logs.ts';
import { OUR_HOST_JSON } from './our-host-json.ts';
import { bindQueue, type QueueBinding } from './queue-binding.ts';
import type { QueueDelivery } from './queue-delivery.ts';
import { type Listener, listenToQueue, processQueue, type QueueSteps } from './queue-listener.ts';
import { blobService } from './storage.ts';
import { type AcquireLease, timerLease } from './timer-lease.ts';
import { listenToTimer, runTimer } from './timer-listener.ts';
import {
  type QueueTrigger,
  readTriggers,
  type Settings,
  type TimerTrigger,
  type Trigger,
} from './triggers.ts';

export interface HostOptions {
  readonly app: FunctionApp;
  /** App settings, for connections. Functions themselves read process.env, which is not touched. */
  readonly settings: Settings;
  /** From `readHostJson` or `parseHostJson`; by default that of this repository. */
  readonly hostJson?: HostJson;
  /** A queue by its name; by default that of the account that its trigger's connection names. */
  readonly queue?: (name: string) => HostQueue;
  readonly logs?: LogSink;
  readonly clock?: Clock;
  /** Instances of one app share it: it names the leases of their timers. */
  readonly hostId?: string;
  /** How long a message stays with a host that was killed; 600 by default, as on the real host. */
  readonly messageLeaseSeconds?: number | undefined;
  /** How long a timer stays with a host that was killed, 15 to 60; a minute by default. */
  readonly timerLeaseSeconds?: number | undefined;
  /** How long `stop` waits for what is running; 12 by default: the real host was seen to end 12 to 13 s after SIGTERM. */
  readonly drainSeconds?: number;
}

/**
 * A host for `options.app`, ready for single steps; it listens to nothing before `start`.
 * @throws {TriggerError} naming every function it cannot run.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const host = new Host(options);
  const context = { hookData: {}, functionAppDirectory: process.cwd() };
  for (const callback of options.app.onStart) await callback(context);
  return host;
}

const DEFAULT_DRAIN_SECONDS = 12;
/** How often a host without a timer's lease asks for it, when that lease is a short one. */
const LOOK_FOR_TIMER_MS = 1_000;

export class Host {
  readonly triggers: ReadonlyArray<Trigger>;
  readonly hostJson: HostJson;
  readonly #options: HostOptions;
  readonly #hostId: string;
  readonly #environment: InvocationEnvironment;
  readonly #listeners: Array<Listener> = [];
  #server: HttpServer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: HostOptions) {
    const { app, settings, hostJson = OUR_HOST_JSON, hostId = 'local' } = options;
    this.triggers = readTriggers(app, settings);
    this.hostJson = hostJson;
    this.#options = options;
    this.#hostId = hostId;
    this.#environment = {
      app,
      clock: options.clock ?? systemClock,
      logs: options.logs ?? (() => undefined),
      functionTimeoutMs: hostJson.functionTimeoutMs,
      running: new Map(),
    };
  }

  /** One request, as with `fetch`; a path is below `http://localhost`. */
  http(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const address = input instanceof Request ? input : new URL(input, 'http://localhost');
    return this.#answer(new Request(address, init));
  }

  /**
   * Receives what is visible in a trigger's queue, runs it, and disposes of it by the host's rules. A queue that does
   * not exist is empty.
   * @throws when no function has this queue, or storage fails.
   */
  async processQueue(queueName: string, steps: QueueSteps = {}): Promise<ReadonlyArray<QueueDelivery>> {
    const trigger = this.#triggersOf('queue').find((candidate) => candidate.queueName === queueName);
    if (trigger === undefined) throw new Error(`No function is triggered by the queue "${queueName}".`);
    return await processQueue(this.#bind(trigger), steps, this.#environment);
  }

  /** Runs a timer function once, now, whatever its schedule, and remembers nothing of it. */
  async runTimer(functionName: string, { isPastDue = false } = {}): Promise<Invocation> {
    const trigger = this.#triggersOf('timer').find((candidate) => candidate.functionName === functionName);
    if (trigger === undefined) throw new Error(`No timer function is named "${functionName}".`);
    return await runTimer(trigger, isPastDue, this.#environment);
  }

  /**
   * Begins to listen: HTTP on 127.0.0.1 (`port` 0: any free one), queues, which it creates where they are missing, and
   * timers.
   * @throws when the port is taken, a connection is not set, or storage does not answer.
   */
  async start(port = 0): Promise<{ readonly port: number; readonly url: string }> {
    // Whatever can fail comes before the first listener: a start that failed leaves nothing running.
    const queues = this.#triggersOf('queue').map((trigger) => this.#bind(trigger));
    await Promise.all(queues.map(({ queue }) => queue.create()));
    const timers = this.#triggersOf('timer').map((trigger) => ({ trigger, lease: this.#leaseOf(trigger) }));
    this.#server = await serveHttp(port, (request) => this.#answer(request));
    this.#listeners.push(
      ...queues.map((binding) => listenToQueue(binding, this.#environment)),
      ...timers.map(({ trigger, lease }) => listenToTimer(trigger, lease, this.#environment)),
    );
    return { port: this.#server.port, url: `http://localhost:${this.#server.port}` };
  }

  /** Takes no more work, finishes what is running (at most `drainSeconds`), gives up leases. May be called again. */
  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  async #drain(): Promise<void> {
    const { drainSeconds = DEFAULT_DRAIN_SECONDS } = this.#options;
    const { running, clock } = this.#environment;
    const stillRunning = () => [...running.values()].join(', ');
    sayAsHost(this.#environment, 'information', `Stopping; still running: ${stillRunning() || 'nothing'}`);
    const drained = Promise.all([
      this.#server?.stop(),
      ...this.#listeners.map((listener) => listener.stop()),
    ]);
    if (!(await endsWithin(drained, drainSeconds * 1000, clock))) {
      this.#server?.cut();
      sayAsHost(
        this.#environment,
        'warning',
        `Gave up waiting after ${drainSeconds} s for: ${stillRunning()}`,
      );
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { routePrefix } = this.hostJson;
    const trigger = this.#triggersOf('http').find((candidate) => answers(candidate, routePrefix, request));
    if (trigger !== undefined) return await answer(request, trigger, this.#environment);
    const isRoot = new URL(request.url).pathname === '/';
    return isRoot ? new Response('The function app is running.\n') : new Response(null, { status: 404 });
  }

  #triggersOf<Kind extends Trigger['kind']>(kind: Kind): ReadonlyArray<Extract<Trigger, { kind: Kind }>> {
    return this.triggers.filter(
      (trigger): trigger is Extract<Trigger, { kind: Kind }> => trigger.kind === kind,
    );
  }

  #bind(trigger: QueueTrigger): QueueBinding {
    const { settings, messageLeaseSeconds, queue } = this.#options;
    return bindQueue(
      trigger,
      queue ?? queuesOfAccount(trigger.connection, settings),
      this.hostJson.queues,
      messageLeaseSeconds,
    );
  }

  #leaseOf({ functionName }: TimerTrigger): AcquireLease {
    const { settings, timerLeaseSeconds } = this.#options;
    const periods =
      timerLeaseSeconds === undefined
        ? this.hostJson.singleton
        : { listenerLockPeriodSeconds: timerLeaseSeconds, listenerLockRecoveryPollingMs: LOOK_FOR_TIMER_MS };
    const blobs = blobService('AzureWebJobsStorage', settings);
    return timerLease(blobs, this.#hostId, functionName, periods, this.#environment.clock);
  }
}
