/** One call of each kind, on its way from its notification to the tables. */

import { plannedCall } from '../../worlds/plan/calm-plan.ts';
import { type CrashScenario, steadyPlan } from '../scenario.ts';

/** Both timers have run by then, and the subscription is there. */
const ENDS_AT = 180;

/** What matters is what becomes of its record. */
const call = plannedCall({ endsAt: ENDS_AT });

export const newCall: CrashScenario = {
  name: 'new call',
  plan: steadyPlan({ calls: [{ ...call, kind: 'peer-to-peer' }], clearsAt: ENDS_AT + 60 }),
  watched: [{ kinds: ['receive', 'ingest', 'host'], from: ENDS_AT, until: ENDS_AT + 60 }],
};

/** The first look after two minutes finds it. */
export const notFoundThenFound: CrashScenario = {
  name: '404, then found',
  plan: steadyPlan({ calls: [{ ...call, readableAfterSeconds: 100 }], clearsAt: ENDS_AT + 200 }),
  watched: [
    { kinds: ['receive', 'ingest', 'host'], from: ENDS_AT, until: ENDS_AT + 200 },
    { kinds: ['maintain'], from: ENDS_AT + 100, until: ENDS_AT + 200 },
  ],
};

const NEXT_VERSION_AFTER = 120;

export const newVersion: CrashScenario = {
  name: 'new version',
  plan: steadyPlan({
    calls: [{ ...call, nextVersionsAfterSeconds: [NEXT_VERSION_AFTER] }],
    clearsAt: ENDS_AT + NEXT_VERSION_AFTER + 60,
  }),
  watched: [
    {
      kinds: ['receive', 'ingest', 'host'],
      from: ENDS_AT + NEXT_VERSION_AFTER,
      until: ENDS_AT + NEXT_VERSION_AFTER + 60,
    },
  ],
};

/** Two pages of participants and three of sessions. */
export const meetingWithPages: CrashScenario = {
  name: 'meeting with pages',
  plan: steadyPlan({
    calls: [{ ...call, kind: 'meeting', sessions: 7, participants: 4 }],
    mostOnAPage: 3,
    clearsAt: ENDS_AT + 60,
  }),
  watched: [{ kinds: ['receive', 'ingest', 'host'], from: ENDS_AT, until: ENDS_AT + 60 }],
};

/** One more of each than Graph shows on a page. */
export const largeMeeting: CrashScenario = {
  name: 'large meeting',
  plan: steadyPlan({
    calls: [{ ...call, kind: 'large-meeting', sessions: 61, participants: 131 }],
    clearsAt: ENDS_AT + 60,
  }),
  watched: [{ kinds: ['receive', 'ingest', 'host'], from: ENDS_AT, until: ENDS_AT + 60 }],
};
