/** Records that are not there yet. */

import { HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { earlierMessage } from '../../worlds/weather/strangers.ts';
import { aCall, inWorld, mustBeStoredBy, type Proof } from './proof.ts';

export const waitingProofs = {
  'a record can be read after 145 minutes': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 145 * MINUTE })],
      clearsAt: 4 * HOUR,
    },
    mustBeStoredBy(2 * MINUTE + 151 * MINUTE),
  ),

  'a record can be read after eight hours': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 8 * HOUR })],
      clearsAt: 12 * HOUR,
    },
    mustBeStoredBy(9 * HOUR + 5 * MINUTE),
  ),

  'a record can be read after thirty hours': inWorld(
    {
      calls: [aCall({ endsAt: 2 * MINUTE, notifiedAfterSeconds: 0, readableAfterSeconds: 30 * HOUR })],
      clearsAt: 32 * HOUR,
    },
    mustBeStoredBy(44 * HOUR),
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
