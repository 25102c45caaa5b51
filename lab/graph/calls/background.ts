/** Calls that happen by themselves, independently of each other, so many a minute on average. */

import type { TenantContext } from '../tenant-context.ts';

export function happenByThemselves(
  context: TenantContext,
  callsPerMinute: number,
  call: (at: number) => void,
): void {
  const random = context.random.fork('background');
  const scheduleNext = (from: number) => {
    const gap = Math.max(1, Math.round(random.exponential(60_000 / callsPerMinute)));
    context.agenda.add(from + gap, (at) => {
      call(at);
      scheduleNext(at);
    });
  };
  if (callsPerMinute > 0) scheduleNext(context.now());
}
