/** Lets a tenant live in real time: wakes when something is due, never polls. */

import type { SimulatedTenant } from './tenant.ts';

/** setTimeout's longest wait, 2^31 − 1 ms; a later moment is looked at again then. */
const LONGEST_WAIT_MILLISECONDS = 2_147_483_647;

interface DueLoop {
  /** Stops it; resolves when deliveries under way are answered. */
  stop(): Promise<void>;
}

export function startDueLoop(tenant: SimulatedTenant, clock: { now(): Date }): DueLoop {
  const underWay = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  let stopped = false;

  /** Deliveries are not awaited before the next look: a webhook that hangs must not hold up the others. */
  const deliver = (): void => {
    const delivery = tenant.deliverDue().finally(() => {
      underWay.delete(delivery);
      look();
    });
    underWay.add(delivery);
    look();
  };

  const schedule = (): void => {
    looking = undefined;
    clearTimeout(timer);
    const due = tenant.nextDueAt();
    if (stopped || due === undefined) return;
    const wait = Math.min(LONGEST_WAIT_MILLISECONDS, Math.max(0, due.getTime() - clock.now().getTime()));
    timer = setTimeout(deliver, wait);
  };

  /** After the current turn, when what was being scheduled is scheduled. */
  const look = (): void => {
    if (!stopped) looking ??= setImmediate(schedule);
  };

  const stopListening = tenant.on(look);
  look();
  return {
    stop: async () => {
      stopped = true;
      stopListening();
      clearTimeout(timer);
      if (looking !== undefined) clearImmediate(looking);
      await Promise.allSettled(underWay);
    },
  };
}
