// Running a timer function: once by hand, or by the loop that runs it on time, on one host of all that share a storage
// account (TimerListener.cs; the lease is its `Singleton(Mode = Listener)`).
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import { sayAsHost } from './logs.ts';
import { nextOccurrence } from './next-occurrence.ts';
import type { Listener } from './queue-listener.ts';
import type { AcquireLease } from './timer-lease.ts';
import type { TimerTrigger } from './triggers.ts';

/** Runs the function once. A failure is an outcome; it changes nothing about the schedule. */
export function runTimer(
  trigger: TimerTrigger,
  isPastDue: boolean,
  environment: InvocationEnvironment,
): Promise<Invocation> {
  // No status: the schedule is not kept over restarts.
  const timer = { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: isPastDue };
  const reason = `Timer fired at ${environment.clock.now().toISOString()}`;
  return invoke(trigger.registered, { reason, data: { json: JSON.stringify(timer) } }, environment);
}

/** Storage that has just failed is not asked again at once. */
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function listenToTimer(
  trigger: TimerTrigger,
  acquireLease: AcquireLease,
  environment: InvocationEnvironment,
): Listener {
  const stopping = new AbortController();
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const lease = await acquireLease(stopping.signal);
        if (lease === undefined) return;
        const ended = AbortSignal.any([stopping.signal, lease.lost]);
        // Ends by itself only when the lease is lost: then another host has the timer, and this one queues up again.
        await runWhileHeld(trigger, environment, ended).finally(() => lease.release());
      } catch (error) {
        const reason = error instanceof Error ? error.message : error;
        sayAsHost(environment, 'warning', `storage failed: ${reason}`, {
          functionName: trigger.functionName,
        });
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
  environment: InvocationEnvironment,
  ended: AbortSignal,
): Promise<void> {
  const { clock } = environment;
  const { schedule } = trigger;
  let next = nextOccurrence(schedule, clock.now());
  while (!ended.aborted) {
    await clock.sleep(next.getTime() - clock.now().getTime(), ended);
    if (ended.aborted) return;
    const startedAt = clock.now();
    await runTimer(trigger, false, environment);
    // A run that came a little early counts as the one that was due, or it would come twice.
    next = nextOccurrence(schedule, startedAt > next ? startedAt : next);
  }
}
