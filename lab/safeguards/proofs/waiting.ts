/** Records that are not there yet. */

import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { earlierMessage } from '../../worlds/weather/strangers.ts';
import { aCall, inWorld, mustBeStoredBy, type Proof } from './proof.ts';

/** A call is notified at once. `storedBy`: in seconds from the beginning of the world. */
function readableAfter(seconds: number, storedBy: number): Proof {
  const call = aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: seconds });
  return inWorld({ calls: [call], clearsAt: seconds + 4 * HOUR }, mustBeStoredBy(storedBy));
}

export const waitingProofs = {
  'a record can be read after 145 minutes': readableAfter(145 * MINUTE, 153 * MINUTE),
  'a record can be read after eight hours': readableAfter(8 * HOUR, 9 * HOUR + 5 * MINUTE),
  'a record can be read after thirty hours': readableAfter(30 * HOUR, 44 * HOUR),

  'Graph tells of a version six minutes before it shows it': inWorld(
    {
      calls: [aCall({ nextVersionsAfterSeconds: [20 * MINUTE] })],
      weather: [graphFault('stale-version', { from: 0, until: 28 * MINUTE })],
    },
    mustBeStoredBy(40 * MINUTE),
  ),

  'Graph hides a stored record for more than a day': inWorld({
    calls: [aCall()],
    weather: [
      graphFault('not-found', { target: 'callRecords', from: 10 * MINUTE, until: 27 * HOUR }),
      earlierMessage(0, 12 * MINUTE),
    ],
    clearsAt: 28 * HOUR,
  }),
} as const satisfies Readonly<Record<string, Proof>>;
