/** Graph answers as it should not, notifies late, twice or never, or does something to the subscription. */

import type { FaultName, FaultOptions } from '../../graph/faults.ts';
import type { During, Weather } from './weather.ts';

type GraphFault = During & Pick<FaultOptions, 'count' | 'retryAfter' | 'target'>;

export function graphFault(fault: FaultName, { from, until, ...options }: GraphFault): Weather {
  return {
    words: `${fault} ${JSON.stringify(options)} until second ${until}`,
    from,
    until,
    begin: (world) =>
      void world.tenant.faults.add(fault, { ...options, until: new Date(world.instantOf(until)) }),
  };
}

export function subscriptionEvent(
  event: Extract<FaultName, `${string}subscription-removed` | `lifecycle-${string}`>,
  at: number,
): Weather {
  return {
    words: event,
    from: at,
    begin({ tenant, timers }) {
      tenant.faults.add(event);
      timers.maintain.wake();
    },
  };
}
