/** What health says of hours that are not listed, and of calls that a list shows and nothing brings. */

import type { DisturbableRequest } from '../../graph/faults.ts';
import { DAY, HOUR, MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { says } from './ask-health.ts';
import { happensTo, listFailsOf, when } from './moments.ts';
import { aCall, at, hourly, type Prepare, type Proof } from './proof.ts';

const isList = ({ operation }: DisturbableRequest) => operation.kind === 'listCallRecords';

export const coverageHealthProofs = {
  'Graph throttles listing for hours': says(
    'reconcileBehind',
    4 * HOUR,
    { clearsAt: 5 * HOUR },
    listFails('throttled', 5 * HOUR),
  ),

  'Graph fails to list one hour': says(
    'reconcileBehind',
    1.5 * HOUR,
    { calls: hourly(3), clearsAt: 3 * HOUR },
    listFailsOf(/ge 2026-11-23T09/, 3 * HOUR),
  ),

  'Graph refuses to list': says(
    'reconcileNotSucceeding',
    2 * HOUR,
    { clearsAt: 3 * HOUR },
    listFails('forbidden', 3 * HOUR),
  ),

  'Graph lists a call for hours and does not show it': says(
    'coverageIncomplete',
    7 * HOUR,
    { clearsAt: 8 * HOUR },
    happensTo('not-found', { endsAfter: 5 * MINUTE, until: 8 * HOUR }),
  ),

  'the app stands still for longer than Graph lists': says(
    'hoursAgedOut',
    31 * DAY + 2 * HOUR,
    { calls: [aCall()], clearsAt: 33 * DAY },
    at(HOUR, ({ fleet }) => fleet.scale(0)),
    at(31 * DAY + HOUR, ({ fleet }) => fleet.scale(1)),
  ),

  'Graph lists nothing and shows calls by id': says('listIncomplete', 6 * HOUR, {
    calls: hourly(3),
    weather: [graphFault('empty-list', { from: 5 * MINUTE, until: 7 * HOUR })],
    clearsAt: 7 * HOUR,
  }),

  'the row of a call that listing found is deleted by hand': says(
    'coverageIncomplete',
    3 * HOUR,
    { clearsAt: 4 * HOUR },
    happensTo('notification-dropped', { endsAfter: 5 * MINUTE, until: HOUR }),
    when({ request: 'insert PendingCallRecords', phase: 'after' }, (_, { tables }) => {
      for (const key of tables.rows('PendingCallRecords'))
        void tables.table('PendingCallRecords').delete(key);
    }),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

function listFails(fault: 'throttled' | 'forbidden', until: number): Prepare {
  return (world) =>
    world.tenant.faults.add(fault, {
      target: 'callRecords',
      when: isList,
      retryAfter: '300',
      from: new Date(world.instantOf(5 * MINUTE)),
      until: new Date(world.instantOf(until)),
    });
}
