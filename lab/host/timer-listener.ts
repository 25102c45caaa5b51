// The loop that runs one timer function on time, on one host of all that share a storage account
// (TimerListener.cs; the lease is its `Singleton(Mode = Listener)`).
import type { InvocationEnvironment } from './invocation.ts';
import type { SingletonLease } from './singleton-lease.ts';
import {
  firstStatus,
  isPastDue,
  runsWithinAMinute,
  statusAfterRun,
  statusAtStart,
  type TimerStatusStore,
} from './timer-status.ts';
import { runTimer } from './timer-trigger.ts';
import type { TimerTrigger } from './triggers.ts';

export interface TimerListener {
  /** Starts no more runs, waits for one under way, then gives up the lease. */
  stop(): Promise<void>;
}

export interface TimerSingleton {
  readonly lease: SingletonLease;
  readonly status: TimerStatusStore;
}

/** Storage that has just failed is not asked again at once. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function listenToTimer(
  trigger: TimerTrigger,
  { lease, status }: TimerSingleton,
  environment: InvocationEnvironment,
): TimerListener {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        // Ends by itself only when the lease is lost: then another host has the timer, and this one queues up again.
        await runAsSingleton(trigger, lease, status, environment, stopping.signal);
      } catch (error) {
        log(environment, trigger, `storage failed: ${error instanceof Error ? error.message : error}`);
        await environment.clock.sleep(PAUSE_AFTER_FAILURE_MS, stopping.signal);
      }
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

async function runAsSingleton(
  trigger: TimerTrigger,
  lease: SingletonLease,
  store: TimerStatusStore,
  environment: InvocationEnvironment,
  stopping: AbortSignal,
): Promise<void> {
  const held = await lease.acquire(stopping);
  if (held === undefined) return;
  try {
    await runWhileHeld(trigger, store, environment, AbortSignal.any([stopping, held.lost]));
  } finally {
    await held.release();
  }
}

async function runWhileHeld(
  trigger: TimerTrigger,
  store: TimerStatusStore,
  environment: InvocationEnvironment,
  ended: AbortSignal,
): Promise<void> {
  const { clock } = environment;
  const { schedule } = trigger;
  const monitored = trigger.useMonitor && !runsWithinAMinute(schedule, clock.now());

  let status = firstStatus(schedule, clock.now());
  let startNow: 'pastDue' | 'onStartup' | undefined = trigger.runOnStartup ? 'onStartup' : undefined;
  if (monitored) {
    const remembered = await store.read();
    status = statusAtStart(schedule, clock.now(), remembered);
    if (status !== remembered) await store.write(status);
    if (isPastDue(status, clock.now())) startNow = 'pastDue';
  }

  while (!ended.aborted) {
    if (startNow === undefined) await clock.sleep(status.next.getTime() - clock.now().getTime(), ended);
    if (ended.aborted) return;
    const pastDue = startNow === 'pastDue';
    if (pastDue) log(environment, trigger, 'a scheduled run was missed: running now');
    const startedAt = clock.now();
    await runTimer(trigger, { isPastDue: pastDue, status: monitored ? status : null }, environment);
    status = statusAfterRun(schedule, startedAt, status, startNow === undefined);
    startNow = undefined;
    if (monitored) await store.write(status);
  }
}

function log({ logs, clock }: InvocationEnvironment, { functionName }: TimerTrigger, message: string): void {
  logs({ time: clock.now().toISOString(), level: 'warning', source: 'host', functionName, message });
}
