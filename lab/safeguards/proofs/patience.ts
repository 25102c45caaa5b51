/** Graph throttles, in each of its notations. */

import { retryAt } from '../../../src/adapters/graph/retry-after.ts';
import type { FaultName } from '../../graph/faults.ts';
import { HOUR } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { aCall, broken, inWorld, type Prepare, type Proof } from './proof.ts';

/** The next request for a record is refused once. */
function refusedOnce(fault: FaultName, retryAfter?: string, ...prepared: ReadonlyArray<Prepare>): Proof {
  return inWorld(
    {
      calls: [aCall()],
      weather: [graphFault(fault, { count: 1, retryAfter, target: 'callRecords', from: 100, until: 200 })],
      clearsAt: 2 * HOUR,
    },
    ...prepared,
  );
}

/** Four instances with a call each soon after the other; one of them is told to come back in five minutes. */
const ONE_THROTTLED: Parameters<typeof inWorld>[0] = {
  instances: 4,
  calls: [60, 90, 120, 150, 180].map((endsAt) => aCall({ endsAt })),
  weather: [
    graphFault('throttled', { count: 1, retryAfter: '300', target: 'callRecords', from: 100, until: 200 }),
  ],
};

/** Seconds after which every instance knows. */
const TOLD_WITHIN = 6;

export const patienceProofs = {
  'Graph asks for nineteen seconds': refusedOnce('throttled', '19'),
  'Graph asks for a fraction of a second more': refusedOnce('throttled-fraction', '19.5'),
  'Graph asks for two times at once': refusedOnce('throttled-list', '5,19'),
  'Graph asks for a time of day': refusedOnce('throttled-date'),
  'Graph does not say for how long': refusedOnce('throttled-malformed', undefined, leavesAlone(429, 2)),
  'Graph is overloaded and says for how long': refusedOnce('unavailable', '19'),
  'Graph is overloaded for an hour': refusedOnce('unavailable', '3600', leavesAlone(503, HOUR)),
  'Graph asks for three years': async () => {
    const until = retryAt({ retryAfter: '99999999', date: undefined }, new Date(0));
    const isBelieved = until !== undefined && until.getTime() > 24 * HOUR * 1000;
    return isBelieved ? [broken('drained', `nothing is asked before ${until.toISOString()}`)] : [];
  },

  'Graph throttles one instance, and another has work': inWorld(ONE_THROTTLED),

  'Graph throttles one instance, which tells the others': inWorld(
    ONE_THROTTLED,
    leavesAlone(429, 300, TOLD_WITHIN),
  ),

  'a day is listed': inWorld({ backfillDays: 1 }),

  'a meeting comes in a hundred pages': inWorld({
    calls: [aCall({ kind: 'large-meeting' })],
    mostOnAPage: 1,
  }),
} as const satisfies Readonly<Record<string, Proof>>;

/** After that answer no record is asked for, for so long: from then on, or from when all instances know. */
function leavesAlone(status: number, seconds: number, allowed = 0): Prepare {
  return ({ tenant, checker }) => {
    let refusedAt: number | undefined;
    tenant.on((event) => {
      if (event.type !== 'requestAnswered' || event.operation !== 'getCallRecord') return;
      const now = event.at.getTime();
      const since = refusedAt === undefined ? undefined : now - refusedAt;
      if (since !== undefined && since > allowed * 1000 && since < seconds * 1000) {
        const what = `a record was asked for ${since} ms after the answer ${status}`;
        checker.report('patience', what, event.callId);
      }
      if (event.status === status) refusedAt ??= now;
    });
  };
}
