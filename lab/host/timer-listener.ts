// Running a timer function: once by hand, or by the loop that runs it on time, on one host of all that share a storage
// account (TimerListener.cs; the lease is its `Singleton(Mode = Listener)`).
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import type { Listener } from './queue-listener.ts';
import { statusDocument, type TimerBlobs } from './timer-blobs.ts';
import {
  firstStatus,
  isPastDue,
  runsWithinAMinute,
  statusAfterRun,
  statusAtStart,
  type TimerStatus,
} from './timer-rules.ts';
import type { TimerTrigger } from './triggers.ts';

/** Runs the function once. A failure is an outcome; it changes nothing about the schedule. */
export function runTimer(
  trigger: TimerTrigger,
  isPastDue: boolean,
  /** Null when the schedule is not kept over restarts, as on the real host. */
  status: TimerStatus | null,
  environment: InvocationEnvironment,
): Promise<Invocation> {
  const timer = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status === null ? null : statusDocument(status),
    IsPastDue: isPastDue,
  };
  const reason = `Timer fired at ${environment.clock.now().toISOString()}`;
  return invoke(trigger.registered, { reason, data: { json: JSON.stringify(timer) } }, environment);
}

/** Storage that has just failed is not asked again at once. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function listenToTimer(
  trigger: TimerTrigger,
  blobs: TimerBlobs,
  environment: InvocationEnvironment,
): Listener {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const lease = await blobs.acquire(stopping.signal);
        if (lease === undefined) return;
        const ended = AbortSignal.any([stopping.signal, lease.lost]);
        // Ends by itself only when the lease is lost: then another host has the timer, and this one queues up again.
        await runWhileHeld(trigger, blobs, environment, ended).finally(() => lease.release());
      } catch (error) {
        warn(environment, trigger, `storage failed: ${error instanceof Error ? error.message : error}`);
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

async function runWhileHeld(
  trigger: TimerTrigger,
  blobs: TimerBlobs,
  environment: InvocationEnvironment,
  ended: AbortSignal,
): Promise<void> {
  const { clock } = environment;
  const { schedule } = trigger;
  const monitored = trigger.useMonitor && !runsWithinAMinute(schedule, clock.now());

  let status = firstStatus(schedule, clock.now());
  let startNow: 'pastDue' | 'onStartup' | undefined = trigger.runOnStartup ? 'onStartup' : undefined;
  if (monitored) {
    const remembered = await blobs.readStatus();
    status = statusAtStart(schedule, clock.now(), remembered);
    if (status !== remembered) await blobs.writeStatus(status);
    if (isPastDue(status, clock.now())) startNow = 'pastDue';
  }

  while (!ended.aborted) {
    if (startNow === undefined) await clock.sleep(status.next.getTime() - clock.now().getTime(), ended);
    if (ended.aborted) return;
    const pastDue = startNow === 'pastDue';
    if (pastDue) warn(environment, trigger, 'a scheduled run was missed: running now');
    const startedAt = clock.now();
    await runTimer(trigger, pastDue, monitored ? status : null, environment);
    status = statusAfterRun(schedule, startedAt, status, startNow === undefined);
    startNow = undefined;
    if (monitored) await blobs.writeStatus(status);
  }
}

function warn(environment: InvocationEnvironment, { functionName }: TimerTrigger, message: string): void {
  sayAsHost(environment, 'warning', message, { functionName });
}
