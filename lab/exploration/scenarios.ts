/** The meetings of two messages that are explored when nothing is withheld: readers see whole versions, and the newest stays. */

import { replayCall } from '../../src/pending/replay-call.ts';
import { createStore } from '../../src/rows/store.ts';
import { ofEarlierRelease } from '../storage/earlier-release.ts';
import { askingTables } from '../storage/table-call.ts';
import {
  CALL_ID,
  type CallVersion,
  firstVersion,
  secondVersion,
  TENANT_ID,
  thirdVersion,
  withoutAda,
} from './call-versions.ts';
import { STOPPED_CLOCK } from './delivery.ts';
import { expectationsOf } from './expectations.ts';
import { storing } from './ingest-alone.ts';
import { Rules } from './rules.ts';
import { having, type Messages, type Scenario } from './scenario.ts';
import type { Snapshot, Snapshots } from './snapshot.ts';

const BEFORE_MIDNIGHT = '2026-11-23T23:59:58.1234567Z';
const AFTER_MIDNIGHT = '2026-11-24T00:00:02.7654321Z';

const late = { ...firstVersion, startDateTime: AFTER_MIDNIGHT };
const early = { ...secondVersion, startDateTime: BEFORE_MIDNIGHT };
const sameNumber = { ...secondVersion, version: firstVersion.version };

/** The versions stored before, in this order; `before` says how, unless one after the other. */
export function ofVersions(
  stored: ReadonlyArray<CallVersion>,
  messages: Messages,
  before: Scenario['before'] = having(...stored),
): Scenario {
  return {
    before,
    messages,
    rules: async (_, beginning) => new Rules(await expectationsOf(beginning, stored, messages)),
  };
}

/** Two notifications, and what Graph shows each time one of them opens the call. */
function notified(first: ReadonlyArray<CallVersion>, second: ReadonlyArray<CallVersion>): Messages {
  return [
    { name: 'A', reason: 'notification', shows: first },
    { name: 'B', reason: 'notification', shows: second },
  ];
}

/** Graph goes only forward: who asks again is shown the newest version. */
export const ofNewCall = {
  'two notifications of one version': ofVersions([], notified([firstVersion], [firstVersion])),
  'two versions of a new call': ofVersions([], notified([firstVersion, secondVersion], [secondVersion])),
  'two versions that start on different days': ofVersions([], notified([late, early], [early])),
  'a version that a user has left beside the one before': ofVersions(
    [],
    notified([firstVersion, withoutAda], [withoutAda]),
  ),
  'two readings with one version number': ofVersions([], notified([firstVersion, sameNumber], [sameNumber])),
} as const satisfies Readonly<Record<string, Scenario>>;

function aReplayBesideANewVersion(before: Scenario['before']): Scenario {
  return ofVersions(
    [firstVersion],
    [
      { name: 'A', reason: 'replay', shows: [firstVersion, secondVersion] },
      { name: 'B', reason: 'notification', shows: [secondVersion] },
    ],
    async (snapshots) => await askingForReplay(snapshots, await before(snapshots)),
  );
}

/** The same over a call that is stored already, so that each commit has something to sweep. */
export const ofStoredCall = {
  'two newer versions of a stored call': ofVersions(
    [firstVersion],
    notified([secondVersion, thirdVersion], [thirdVersion]),
  ),
  'two versions that a user has left': ofVersions(
    [firstVersion],
    notified([secondVersion, withoutAda], [withoutAda]),
  ),
  'a replay beside a new version': aReplayBesideANewVersion(having(firstVersion)),
  'a replay beside a new version, over rows of an earlier release': aReplayBesideANewVersion(
    async (snapshots) => snapshots.rewritten(await storing(snapshots, [firstVersion]), ofEarlierRelease),
  ),
} as const satisfies Readonly<Record<string, Scenario>>;

/** The message of a replay comes from a row that asks for it. */
async function askingForReplay(snapshots: Snapshots, before: Snapshot): Promise<Snapshot> {
  let snapshot = before;
  const tables = askingTables(async (call) => {
    const { reply, ...after } = await snapshots.carryOut(snapshot, call);
    snapshot = after.snapshot;
    if ('error' in reply) throw reply.error;
    return reply.value;
  });
  await replayCall(createStore({ tables, tenantId: TENANT_ID, clock: STOPPED_CLOCK }), CALL_ID);
  return snapshot;
}
