/** Versions of one call that meet, and readers beside them. */

import { createMemoryTables } from '../../../src/adapters/memory/tables.ts';
import { systemClock } from '../../../src/adapters/system.ts';
import { CallIncomplete, readCall } from '../../../src/calls/read-call.ts';
import { parseCallId } from '../../../src/language/identifiers.ts';
import { createStore } from '../../../src/rows/store.ts';
import type { GraphResponse } from '../../graph/transport.ts';
import { MINUTE } from '../../worlds/plan/plan.ts';
import { graphFault } from '../../worlds/weather/graph.ts';
import { repliesLost } from '../../worlds/weather/storage.ts';
import { earlierMessage } from '../../worlds/weather/strangers.ts';
import type { Instance } from '../../worlds/world/instance.ts';
import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { onGraph, standsStill, when } from './moments.ts';
import { aCall, at, inWorld, type Prepare, type Proof } from './proof.ts';

/** Three instances: one may stand still, and another beside it. */
const INSTANCES = 3;

/** A small record's document is written last, and its head next. */
const WRITTEN = { request: 'upsert CallRecordDocuments', phase: 'after' } as const;

export const versionProofs = {
  'a newer version is stored while an older one is written': inWorld(
    { instances: INSTANCES, calls: [aCall({ nextVersionsAfterSeconds: [10 * MINUTE, 30] })] },
    when({ ...WRITTEN, nth: 2 }, standsStill(5 * MINUTE)),
  ),

  'a newer version of a new call comes first': inWorld(
    { instances: INSTANCES, calls: [aCall({ nextVersionsAfterSeconds: [30] })] },
    when(WRITTEN, standsStill(5 * MINUTE)),
  ),

  'Graph answers from a copy that is behind': inWorld(
    {
      calls: [aCall({ nextVersionsAfterSeconds: [5 * MINUTE] })],
      weather: [earlierMessage(0, 10 * MINUTE)],
    },
    answerOldFrom(9 * MINUTE),
  ),

  'replies of the storage are lost': inWorld({
    seed: 3,
    calls: [aCall(), aCall(), aCall(), aCall()],
    weather: [repliesLost({ share: 0.4, from: 90, until: 20 * MINUTE })],
  }),

  'an older version settles while a newer one is written': inWorld(
    { seed: 2, instances: INSTANCES, calls: [aCall({ nextVersionsAfterSeconds: [10 * MINUTE, 30] })] },
    when({ request: 'replace CallRecords', phase: 'after' }, standsStill(2 * MINUTE)),
    when({ ...WRITTEN, nth: 3 }, standsStill(5 * MINUTE)),
  ),

  'one of two attempts at a version fails': inWorld(
    {
      instances: INSTANCES,
      calls: [aCall()],
      weather: [
        earlierMessage(0, 3 * MINUTE),
        graphFault('server-error', { target: 'callRecords', from: 6 * MINUTE, until: 10 * MINUTE }),
      ],
    },
    when({ request: 'get CallRecords', phase: 'after' }, standsStill(5 * MINUTE)),
  ),

  'a call is read while its next version is written': inWorld(
    { seed: 2, instances: INSTANCES, calls: [aCall({ nextVersionsAfterSeconds: [10 * MINUTE] })] },
    when({ request: 'batch Segments', nth: 2 }, standsStill(5 * MINUTE)),
    at(15 * MINUTE, readAll),
  ),

  'a row of a stored call is lost': inWorld({ calls: [aCall()] }, at(10 * MINUTE, readWithoutARow)),
} as const satisfies Readonly<Record<string, Proof>>;

/** From then on the simulated Graph shows each call as it was when it was first asked for. */
function answerOldFrom(seconds: number): Prepare {
  const first = new Map<string, GraphResponse>();
  return onGraph(async (request, respond, world) => {
    const response = await respond(request);
    if (!request.url.includes('$expand')) return response;
    const before = first.get(request.url);
    if (before === undefined && response.status === 200) first.set(request.url, response);
    return before !== undefined && world.second >= seconds ? before : response;
  });
}

/** A reader sees one version: as many rows as its head says. */
async function readAll(world: SimulatedWorld): Promise<void> {
  for (const id of world.calls.keys()) {
    const callId = parseCallId(id);
    const call = callId && (await readCall(awake(world).application.store, callId));
    if (call === undefined) {
      world.checker.report('complete', 'it is not stored', id);
      continue;
    }
    const { head, participants, sessions, segments } = call;
    const found = [participants.length, sessions.length, segments.length].join();
    const current = [head.ParticipantCount, head.SessionCount, head.SegmentCount].join();
    if (found !== current) {
      world.checker.report('wholeVersion', `${found} rows were read, ${current} are current`, id);
    }
  }
}

function awake({ fleet, time }: SimulatedWorld): Instance {
  const found = fleet.working().find(({ frozenUntil }) => frozenUntil <= time.milliseconds);
  if (found === undefined) throw new Error('no instance is at work');
  return found;
}

/** A reader is told when rows are missing. */
async function readWithoutARow(world: SimulatedWorld): Promise<void> {
  if (await noticesMissingRow(world)) return;
  world.checker.report('wholeVersion', 'a call that lacks a row was read as if it were whole');
}

/** In a copy of the tables: the checker of the world would object to the row's loss by itself. */
async function noticesMissingRow(world: SimulatedWorld): Promise<boolean> {
  const copy = createMemoryTables();
  for (const name of copy.names) {
    for (const row of world.tables.rows(name)) if (name !== 'Sessions') await copy.table(name).insert(row);
  }
  const callId = parseCallId([...world.calls.keys()][0]);
  if (callId === undefined) throw new Error('there is no call');
  try {
    await readCall(
      createStore({ tables: copy, tenantId: world.tenant.tenantId, clock: systemClock }),
      callId,
    );
    return false;
  } catch (error) {
    if (error instanceof CallIncomplete) return true;
    throw error;
  }
}
