/** Each day's summary says what its media streams say. */

import { DAY, HOUR } from '../../worlds/plan/plan.ts';
import { exclusion } from '../../worlds/weather/privacy.ts';
import { aCall, at, inWorld, type Proof } from './proof.ts';

/** Its telemetry comes in part with its second version. */
const meeting = { kind: 'meeting', sessions: 8, participants: 8 } as const;

export const summaryProofs = {
  'a call changes after its day was summed up': inWorld({
    calls: [aCall({ ...meeting, nextVersionsAfterSeconds: [6 * HOUR] })],
    // The call that ends the world is of the next day.
    clearsAt: 20 * HOUR,
  }),

  'a call changes after four days, and no hour of its day is listed then': inWorld({
    calls: [aCall({ ...meeting, nextVersionsAfterSeconds: [4 * DAY] })],
    clearsAt: 5 * DAY,
  }),

  'a meeting is excluded after its day was summed up': inWorld({
    calls: [aCall(meeting)],
    weather: [exclusion('meeting', 0, 3 * HOUR)],
    clearsAt: 20 * HOUR,
  }),

  'a network has a row on which no call is any more': inWorld(
    { calls: [aCall(meeting)], clearsAt: 3 * HOUR },
    at(0, ({ tables, tenant }) =>
      tables.table('QualitySummaries').upsert({
        partitionKey: `${tenant.tenantId}_2026-11-23`,
        rowKey: 'network!203.0.113.0',
        cells: {},
      }),
    ),
  ),
} as const satisfies Readonly<Record<string, Proof>>;
