/** One call of each kind, on its way from its notification to the tables. */

import { MINUTE, plannedCall } from '../../worlds/plan/plan.ts';
import { upgrade } from '../../worlds/weather/deployments.ts';
import { graphFault, subscriptionEvent } from '../../worlds/weather/graph.ts';
import { forgery } from '../../worlds/weather/strangers.ts';
import { type CrashScenario, scenario, type Watched } from '../scenario.ts';

/** Both timers have run by then, and the subscription is there. */
const ENDS_AT = 180;

/** What matters is what becomes of its record. */
const call = plannedCall({ endsAt: ENDS_AT });

const NEXT_VERSION_AFTER = 120;
/** By then what is stored is so old that a notification tells of another version. */
const LATER_VERSION_AT = ENDS_AT + 15 * MINUTE;

/** What is done for a notification and its message. */
function handling(from: number, until: number): Watched {
  return { kinds: ['receive', 'ingest', 'host'], from, until };
}

export const newCall = scenario(
  'new call',
  { calls: [{ ...call, kind: 'peer-to-peer' }], clearsAt: ENDS_AT + 60 },
  [handling(ENDS_AT, ENDS_AT + 60)],
);

export const OF_CALLS: ReadonlyArray<CrashScenario> = [
  newCall,

  // The first look after two minutes finds it.
  scenario('404, then found', { calls: [{ ...call, readableAfterSeconds: 100 }], clearsAt: ENDS_AT + 200 }, [
    handling(ENDS_AT, ENDS_AT + 200),
    { kinds: ['maintain'], from: ENDS_AT + 100, until: ENDS_AT + 200 },
  ]),

  scenario(
    'new version',
    {
      calls: [{ ...call, nextVersionsAfterSeconds: [NEXT_VERSION_AFTER] }],
      clearsAt: ENDS_AT + NEXT_VERSION_AFTER + 60,
    },
    [handling(ENDS_AT + NEXT_VERSION_AFTER, ENDS_AT + NEXT_VERSION_AFTER + 60)],
  ),

  scenario(
    'new version of a call that an earlier release stored',
    {
      calls: [{ ...call, kind: 'peer-to-peer', nextVersionsAfterSeconds: [NEXT_VERSION_AFTER] }],
      weather: [upgrade(ENDS_AT + NEXT_VERSION_AFTER / 2)],
      clearsAt: ENDS_AT + NEXT_VERSION_AFTER + 60,
    },
    [handling(ENDS_AT + NEXT_VERSION_AFTER, ENDS_AT + NEXT_VERSION_AFTER + 60)],
  ),

  // The first look after two minutes finds it.
  scenario(
    'new version, told of before it is shown',
    {
      calls: [{ ...call, nextVersionsAfterSeconds: [LATER_VERSION_AT - ENDS_AT] }],
      weather: [graphFault('stale-version', { from: 0, until: LATER_VERSION_AT + 100 })],
      clearsAt: LATER_VERSION_AT + 200,
    },
    [
      handling(LATER_VERSION_AT, LATER_VERSION_AT + 200),
      { kinds: ['maintain'], from: LATER_VERSION_AT + 100, until: LATER_VERSION_AT + 200 },
    ],
  ),

  // Two pages of participants and three of sessions.
  scenario(
    'meeting with pages',
    {
      calls: [{ ...call, kind: 'meeting', sessions: 7, participants: 4 }],
      mostOnAPage: 3,
      clearsAt: ENDS_AT + 60,
    },
    [handling(ENDS_AT, ENDS_AT + 60)],
  ),

  // One more of each than Graph shows on a page.
  scenario(
    'large meeting',
    {
      calls: [{ ...call, kind: 'large-meeting', sessions: 61, participants: 131 }],
      clearsAt: ENDS_AT + 60,
    },
    [handling(ENDS_AT, ENDS_AT + 60)],
  ),

  // Several calls in one request, beside it the news that others were missed, and a forged notification.
  scenario(
    'several notifications with a lifecycle event',
    {
      // Of those in which Graph puts all three calls into one request.
      seed: 2,
      calls: [call, call, call],
      weather: [subscriptionEvent('lifecycle-missed', ENDS_AT), forgery(1, ENDS_AT)],
      // Reconcile has looked for what was missed by then.
      clearsAt: ENDS_AT + 15 * MINUTE,
    },
    [{ kinds: ['receive'], from: ENDS_AT, until: ENDS_AT + 60 }],
  ),
];
