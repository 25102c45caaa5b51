// One run of a timer function.
import { type Invocation, type InvocationEnvironment, invoke } from './invocation.ts';
import type { TimerStatus } from './timer-status.ts';
import type { TimerTrigger } from './triggers.ts';

/** .NET's smallest date, in which the real host says "never". */
const NEVER = '0001-01-01T00:00:00+00:00';

export interface TimerOccasion {
  readonly isPastDue: boolean;
  /** Null when the schedule is not kept over restarts, as on the real host. */
  readonly status: TimerStatus | null;
}

/** Runs the function once. A failure is an outcome; it changes nothing about the schedule. */
export function runTimer(
  trigger: TimerTrigger,
  { isPastDue, status }: TimerOccasion,
  environment: InvocationEnvironment,
): Promise<Invocation> {
  const timerInfo = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status === null ? null : statusDocument(status),
    IsPastDue: isPastDue,
  };
  const now = environment.clock.now().toISOString();
  return invoke(
    trigger.registered,
    { reason: `Timer fired at ${now}`, data: { json: JSON.stringify(timerInfo) } },
    environment,
  );
}

/** As the function sees it, and as it lies in the blob. */
export function statusDocument({ last, next, lastUpdated }: TimerStatus): Readonly<Record<string, string>> {
  return {
    Last: last?.toISOString() ?? NEVER,
    Next: next.toISOString(),
    LastUpdated: lastUpdated.toISOString(),
  };
}
