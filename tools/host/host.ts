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
import { bindQueue } from './queue-binding.ts';
import type { QueueDelivery } from './queue-delivery.ts';
import { listenToQueue } from './queue-listener.ts';
import { processQueue, type QueueSteps } from './queue-steps.ts';
import type { Settings } from './settings.ts';
import { blobService } from './storage-connections.ts';
import { timerSingleton } from './timer-blobs.ts';
import { listenToTimer } from './timer-listener.ts';
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
  /** Takes no more work, finishes what is running (at most `drainSeconds`), gives up leases. */
  stop(): Promise<void>;
}

const NOT_FOUND: HttpReply = { status: 404, headers: [], body: new Uint8Array(0) };

/**
 * A host for `app`, ready for single steps; it listens to nothing before `start`.
 * @throws {TriggerError} naming every function it cannot run.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { app, settings, hostId = 'local', clock = systemClock, drainSeconds = 30 } = options;
  const hostJson = effectiveHostJson(options);
  const triggers = readTriggers(app, settings);
  const environment: InvocationEnvironment = {
    app,
    clock,
    logs: options.logs ?? (() => undefined),
    functionTimeoutMs: hostJson.functionTimeoutMs,
    running: new Map(),
  };
  const routes = new HttpRoutes(
    triggers.filter((trigger) => trigger.kind === 'http'),
    hostJson.routePrefix,
  );
  const bind = (trigger: QueueTrigger) => bindQueue(trigger, settings, hostJson.queues);
  const withSingleton = (trigger: TimerTrigger) => {
    const blobs = blobService('AzureWebJobsStorage', settings);
    return {
      trigger,
      singleton: timerSingleton(blobs, hostId, trigger.functionName, hostJson.singleton, clock),
    };
  };
  const background = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>) =>
    void background.add(work.finally(() => background.delete(work)));
  const listeners: Array<{ stop(): Promise<void> }> = [];
  let server: HttpServer | undefined;
  const runningNames = () => [...environment.running.values()].join(', ');
  const say = (level: LogLevel, message: string) =>
    environment.logs({ time: clock.now().toISOString(), level, source: 'host', message });

  await runHooks(app, 'appStart', { hookData: {}, functionAppDirectory: process.cwd() });

  const handle = async (call: HttpCall): Promise<HttpReply> => {
    const path = new URL(call.url).pathname;
    const route = routes.find(call.method, path);
    if (route !== undefined) return await answer(call, route, environment);
    return answerAdmin(call, path, { triggers, hostId, environment, inBackground }) ?? NOT_FOUND;
  };

  return {
    triggers,
    hostJson,

    http: async (input, init) => toResponse(await handle(await toCall(input, init))),

    processQueue: async (queueName, steps = {}) => {
      const trigger = triggers.find(
        (candidate) => candidate.kind === 'queue' && candidate.queueName === queueName,
      );
      if (trigger?.kind !== 'queue') throw new Error(`No function is triggered by the queue "${queueName}".`);
      return await processQueue(bind(trigger), steps, environment);
    },

    runTimer: async (functionName, { isPastDue = false } = {}) => {
      const trigger = triggers.find((candidate) => candidate.functionName === functionName);
      if (trigger?.kind !== 'timer') throw new Error(`No timer function is named "${functionName}".`);
      return await runTimer(
        trigger,
        { isPastDue, status: firstStatus(trigger.schedule, clock.now()) },
        environment,
      );
    },

    start: async (port = 0) => {
      // Whatever can fail comes before the first listener: a start that failed leaves nothing running.
      const bindings = triggers.filter((trigger) => trigger.kind === 'queue').map(bind);
      await Promise.all(bindings.map(({ queue }) => queue.createIfNotExists()));
      const timers = triggers.filter((trigger) => trigger.kind === 'timer').map(withSingleton);
      server = await serveHttp(port, handle);
      for (const binding of bindings) listeners.push(listenToQueue(binding, environment));
      for (const { trigger, singleton } of timers)
        listeners.push(listenToTimer(trigger, singleton, environment));
      return { port: server.port, url: `http://localhost:${server.port}` };
    },

    stop: async () => {
      say('information', `Stopping; still running: ${runningNames() || 'nothing'}`);
      const drained = Promise.all([
        server?.stop(),
        ...listeners.map((listener) => listener.stop()),
        ...background,
      ]);
      if (!(await within(drained, drainSeconds * 1000, clock))) {
        server?.cut();
        say('warning', `Still running after ${drainSeconds} s, and no longer waited for: ${runningNames()}`);
      }
      await runHooks(app, 'appTerminate', { hookData: {} });
    },
  };
}

function effectiveHostJson({
  hostJson = parseHostJson({ version: '2.0' }),
  failureVisibilitySeconds,
}: HostOptions) {
  if (failureVisibilitySeconds === undefined) return hostJson;
  return { ...hostJson, queues: { ...hostJson.queues, visibilityTimeoutSeconds: failureVisibilitySeconds } };
}

/** True when `work` is done in time; when not, it goes on unwatched. */
async function within(work: Promise<unknown>, limitMs: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const result = await Promise.race([
    work.then(() => true),
    clock.sleep(limitMs, done.signal).then(() => false),
  ]);
  done.abort();
  return result;
}
