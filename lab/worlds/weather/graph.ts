/** Graph answers as it should not, notifies late, twice or never, or does something to the subscription. */

import type { FaultName, FaultOptions } from '../../graph/faults.ts';
import type { SimulatedWorld } from '../world/world.ts';
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

/** Requests for one call are answered in this way, and all others as they should be: nothing when no call is there yet. */
export function oneCallRefused(
  fault: Extract<FaultName, 'forbidden' | 'server-error' | 'bad-request'>,
  which: number,
  { from, until }: During,
): Weather {
  return {
    words: `${fault} to requests for call ${which} until second ${until}`,
    from,
    until,
    begin(world) {
      const callId = pickCall(world, which);
      if (callId === undefined) return;
      world.tenant.faults.add(fault, {
        callId,
        target: 'callRecords',
        until: new Date(world.instantOf(until)),
      });
    },
  };
}

/** The largest date that .NET can write. */
const LAST_DATE = '9999-12-31T23:59:59.9999999Z';

/** A call gets a version that says that it was changed in the future. */
export function futureVersion(which: number, at: number): Weather {
  return {
    words: `a version of call ${which} from the future`,
    from: at,
    begin(world) {
      const callId = pickCall(world, which);
      if (callId !== undefined) world.tenant.publishVersion(callId, { lastModifiedDateTime: LAST_DATE });
    },
  };
}

function pickCall({ tenant }: SimulatedWorld, which: number): string | undefined {
  const published = tenant.truth().filter(({ newestVersion }) => newestVersion !== undefined);
  return published[which % Math.max(1, published.length)]?.callId;
}
