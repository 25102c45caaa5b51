/** What the pipeline gives up on. */

import type { CallRecordContent } from '../../graph/call-record-content.ts';
import { HOUR, MINUTE, plannedCall } from '../../worlds/plan/plan.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { type CrashScenario, scenario } from '../scenario.ts';

const AT = 180;

const CALL_ID = '5b1f1d7e-52f5-4c3e-9a0d-6d1c4a7be201';

/** Its first session says that it goes on at a number: no reading of it will ever end. */
const content: CallRecordContent = {
  startDateTime: '2026-11-23T08:40:00Z',
  endDateTime: '2026-11-23T08:55:00Z',
  record: ({ version, lastModifiedDateTime }) => ({
    id: CALL_ID,
    version,
    lastModifiedDateTime,
    type: 'peerToPeer',
    modalities: ['audio'],
    startDateTime: '2026-11-23T08:40:00Z',
    endDateTime: '2026-11-23T08:55:00Z',
  }),
  sessions: () => ({ count: 1, at: () => ({ id: 'session', 'segments@odata.nextLink': 5 }) }),
  participants: () => ({ count: 1, at: () => ({ id: 'ada', identity: null }) }),
};

function publishBadRecord(world: SimulatedWorld, isDisturbed: boolean): void {
  const { time, tenant, checker, calls } = world;
  time.at(world.instantOf(AT), () => {
    checker.accounts.unstorable.set(CALL_ID, { mayLeaveRows: isDisturbed });
    tenant.adoptRecord(CALL_ID, content);
    // Nothing is incomplete without it.
    calls.delete(CALL_ID);
  });
}

export const OF_DEAD_LETTERS: ReadonlyArray<CrashScenario> = [
  // Five deliveries, a dead letter; an hour later five more, and a dead letter that is left to operators.
  scenario(
    'dead letter',
    { clearsAt: AT + HOUR + 15 * MINUTE },
    [
      { kinds: ['receive', 'ingest', 'host'], from: AT, until: AT + 2 * HOUR },
      { kinds: ['maintain'], from: AT + HOUR, until: AT + HOUR + 4 * MINUTE },
    ],
    { prepare: publishBadRecord },
  ),

  // Its message ends the process at each of its five deliveries, goes to the poison queue, and is replayed.
  scenario(
    'poisoned message',
    {
      calls: [plannedCall({ endsAt: AT })],
      fates: [
        {
          during: 'ingest',
          ordinal: 1,
          // With rows that no head names, with a head that was not settled, and with next to nothing.
          moments: [
            { request: 10, phase: 'after' },
            { request: 11, phase: 'after' },
            { request: 1, phase: 'before' },
            { request: 3, phase: 'before' },
            { request: 1, phase: 'after' },
          ],
        },
      ],
      clearsAt: AT + 115 * MINUTE,
    },
    [
      { kinds: ['host', 'deadLetter'], from: AT + 45 * MINUTE, until: AT + 115 * MINUTE },
      { kinds: ['ingest'], from: AT + 60 * MINUTE, until: AT + 115 * MINUTE },
      { kinds: ['maintain'], from: AT + 110 * MINUTE, until: AT + 111 * MINUTE },
    ],
    { rewrites: true },
  ),
];
