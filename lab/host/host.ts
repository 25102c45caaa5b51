// The local Functions host: runs a function app with the semantics of Azure Functions, either by itself (`start`) or one
// step at a time for tests (`http`, `processQueue`, `runTimer`), both on the same code.
import { answerAdmin } from './admin-endpoints.ts';
import { type Clock, systemClock } from './clock.ts';
import type { FunctionApp } from './function-app.ts';
import { type HostJson, parseHostJson } from './host-json.ts';
import { HttpRoutes } from './http-routes.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { answer, type HttpCall, type HttpReply } from './http-trigger.ts';
import { type Invocation, type InvocationEnvironment, runHooks } from './invocation.ts';
import type { LogSink } from './logs.ts';
import { bindQueue, type QueueBinding } from './queue-binding.ts';
import type { QueueDelivery } from './queue-delivery.ts';
import { listenToQueue } from './queue-listener.ts';
import { processQueue, type QueueSteps } from './queue-steps.ts';
import { RunningWork } from './running-work.ts';
import type { Settings } from './settings.ts';
import { blobService } from './storage-connections.ts';
import { timerSingleton } from './timer-blobs.ts';
import { listenToTimer, type TimerSingleton } from './timer-listener.ts';
import { firstStatus } from './timer-status.ts';
import { runTimer } from './timer-trigger.ts';
import { type QueueTrigger, readTriggers, type TimerTrigger, type Trigger } from './triggers.ts';
import { toCall, toResponse } from './web-requests.ts';
import type { LogLevel } from './worker-protocol.ts';

export interface HostOptions {
  readonly app: FunctionApp;
  /** App settings: connections and `%NAME%` expressions. Functions themselves read process.env, which is not touched. */
  readonly settings: Settings;
  /** From `readHostJson` or `parseHostJson`; the real host's defaults unless given. */
  readonly hostJson?: HostJson;
  readonly logs?: LogSink;
  readonly clock?: Clock;
  /** Instances of one app share it: it names the leases and the status of their timers. */
  readonly hostId?: string;
  /** Instead of host.json's visibilityTimeout: with 0 a message whose function failed is there again at once. */
  readonly failureVisibilitySeconds?: number;
  /**
   * How long a message stays with a host that died with it; 600, as on the real host, unless given. For runs in which
   * hosts are killed.
   */
  readonly messageLeaseSeconds?: number;
  /** How long a timer stays with a host that died, 15 to 60, instead of host.json's listenerLockPeriod. */
  readonly timerLeaseSeconds?: number;
  /** How long `stop` waits for what is running; 30 unless given. The real host was seen to cut a job after 43 s. */
  readonly drainSeconds?: number;
}

export interface Host {
  readonly triggers: ReadonlyArray<Trigger>;
  readonly hostJson: HostJson;
  /** One request, as with `fetch`; a path is below `http://localhost`. */
  http(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Receives what is visible in a trigger's queue, runs it, and disposes of it by the host's rules. A queue that does
   * not exist is empty.
   * @throws when no function has this queue, or storage fails.
   */
  processQueue(queueName: string, steps?: QueueSteps): Promise<ReadonlyArray<QueueDelivery>>;
  /** Runs a timer function once, now, whatever its schedule, and remembers nothing of it. */
  runTimer(functionName: string, occasion?: { readonly isPastDue?: boolean }): Promise<Invocation>;
  /**
   * Begins to listen: HTTP on 127.0.0.1 (`port` 0: any free one), queues, which it creates where they are missing, and
   * timers.
   * @throws when the port is taken, a connection is not set, or storage does not answer.
   */
  start(port?: number): Promise<{ readonly port: number; readonly url: string }>;
  /** Takes no more work, finishes what is running (at most `drainSeconds`), gives up leases. May be called again. */
  stop(): Promise<void>;
}

/**
 * A host for `app`, ready for single steps; it listens to nothing before `start`.
 * @throws {TriggerError} naming every function it cannot run.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const host = new LocalHost(options);
  await runHooks(options.app, 'appStart', { hookData: {}, functionAppDirectory: process.cwd() });
  return host;
}

const DEFAULT_DRAIN_SECONDS = 30;
const NOT_FOUND: HttpReply = { status: 404, headers: [], body: new Uint8Array(0) };

class LocalHost implements Host {
  readonly triggers: ReadonlyArray<Trigger>;
  readonly hostJson: HostJson;
  readonly #settings: Settings;
  readonly #hostId: string;
  readonly #drainSeconds: number;
  readonly #messageLeaseSeconds: number | undefined;
  readonly #environment: InvocationEnvironment;
  readonly #routes: HttpRoutes;
  readonly #background = new RunningWork();
  readonly #listeners: Array<{ stop(): Promise<void> }> = [];
  #server: HttpServer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: HostOptions) {
    this.triggers = readTriggers(options.app, options.settings);
    this.hostJson = effectiveHostJson(options);
    this.#settings = options.settings;
    this.#hostId = options.hostId ?? 'local';
    this.#drainSeconds = options.drainSeconds ?? DEFAULT_DRAIN_SECONDS;
    this.#messageLeaseSeconds = options.messageLeaseSeconds;
    this.#environment = {
      app: options.app,
      clock: options.clock ?? systemClock,
      logs: options.logs ?? (() => undefined),
      functionTimeoutMs: this.hostJson.functionTimeoutMs,
      running: new Map(),
    };
    this.#routes = new HttpRoutes(this.#triggersOf('http'), this.hostJson.routePrefix);
  }

  async http(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return toResponse(await this.#answer(await toCall(input, init)));
  }

  async processQueue(queueName: string, steps: QueueSteps = {}): Promise<ReadonlyArray<QueueDelivery>> {
    const trigger = this.#triggersOf('queue').find((candidate) => candidate.queueName === queueName);
    if (trigger === undefined) throw new Error(`No function is triggered by the queue "${queueName}".`);
    return await processQueue(this.#bind(trigger), steps, this.#environment);
  }

  async runTimer(functionName: string, { isPastDue = false } = {}): Promise<Invocation> {
    const trigger = this.#triggersOf('timer').find((candidate) => candidate.functionName === functionName);
    if (trigger === undefined) throw new Error(`No timer function is named "${functionName}".`);
    const status = firstStatus(trigger.schedule, this.#environment.clock.now());
    return await runTimer(trigger, { isPastDue, status }, this.#environment);
  }

  async start(port = 0): Promise<{ readonly port: number; readonly url: string }> {
    // Whatever can fail comes before the first listener: a start that failed leaves nothing running.
    const queues = this.#triggersOf('queue').map((trigger) => this.#bind(trigger));
    await Promise.all(queues.map(({ queue }) => queue.createIfNotExists()));
    const timers = this.#triggersOf('timer').map((trigger) => ({
      trigger,
      singleton: this.#singleton(trigger),
    }));
    this.#server = await serveHttp(port, (call) => this.#answer(call));
    this.#listeners.push(
      ...queues.map((binding) => listenToQueue(binding, this.#environment)),
      ...timers.map(({ trigger, singleton }) => listenToTimer(trigger, singleton, this.#environment)),
    );
    return { port: this.#server.port, url: `http://localhost:${this.#server.port}` };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#drain();
    return this.#stopped;
  }

  async #drain(): Promise<void> {
    this.#say('information', `Stopping; still running: ${this.#runningNames() || 'nothing'}`);
    const drained = Promise.all([
      this.#server?.stop(),
      ...this.#listeners.map((listener) => listener.stop()),
      this.#background.allDone(),
    ]);
    if (!(await within(drained, this.#drainSeconds * 1000, this.#environment.clock))) {
      this.#server?.cut();
      this.#say('warning', `Gave up waiting after ${this.#drainSeconds} s for: ${this.#runningNames()}`);
    }
    await runHooks(this.#environment.app, 'appTerminate', { hookData: {} });
  }

  async #answer(call: HttpCall): Promise<HttpReply> {
    const path = new URL(call.url).pathname;
    const route = this.#routes.find(call.method, path);
    if (route !== undefined) return await answer(call, route, this.#environment);
    const administered = {
      triggers: this.triggers,
      hostId: this.#hostId,
      environment: this.#environment,
      background: this.#background,
    };
    return answerAdmin(call, path, administered) ?? NOT_FOUND;
  }

  #triggersOf<Kind extends Trigger['kind']>(kind: Kind): ReadonlyArray<Extract<Trigger, { kind: Kind }>> {
    return this.triggers.filter(
      (trigger): trigger is Extract<Trigger, { kind: Kind }> => trigger.kind === kind,
    );
  }

  #bind(trigger: QueueTrigger): QueueBinding {
    return bindQueue(trigger, this.#settings, this.hostJson.queues, this.#messageLeaseSeconds);
  }

  #singleton({ functionName }: TimerTrigger): TimerSingleton {
    const blobs = blobService('AzureWebJobsStorage', this.#settings);
    return timerSingleton(
      blobs,
      this.#hostId,
      functionName,
      this.hostJson.singleton,
      this.#environment.clock,
    );
  }

  #runningNames(): string {
    return [...this.#environment.running.values()].join(', ');
  }

  #say(level: LogLevel, message: string): void {
    const { logs, clock } = this.#environment;
    logs({ time: clock.now().toISOString(), level, source: 'host', message });
  }
}

function effectiveHostJson(options: HostOptions): HostJson {
  const {
    hostJson = parseHostJson({ version: '2.0' }),
    failureVisibilitySeconds,
    timerLeaseSeconds,
  } = options;
  const { queues, singleton } = hostJson;
  return {
    ...hostJson,
    queues: {
      ...queues,
      visibilityTimeoutSeconds: failureVisibilitySeconds ?? queues.visibilityTimeoutSeconds,
    },
    singleton:
      timerLeaseSeconds === undefined
        ? singleton
        : { listenerLockPeriodSeconds: timerLeaseSeconds, listenerLockRecoveryPollingMs: LOOK_FOR_TIMER_MS },
  };
}

/** How often a host without a timer's lease asks for it, when that lease is a short one. */
const LOOK_FOR_TIMER_MS = 1_000;

/** True when `work` is done in time; when not, it goes on unwatched. */
async function within(work: Promise<unknown>, limitMs: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const inTime = await Promise.race([
    work.then(() => true),
    clock.sleep(limitMs, done.signal).then(() => false),
  ]);
  done.abort();
  return inTime;
}
