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
import type { Messages, Scenario } from './scenario.ts';
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
  before: Scenario['before'] = (snapshots) => storing(snapshots, stored),
): Scenario {
  return {
    before,
    messages,
    rules: async (_, beginning) => new Rules(await expectationsOf(beginning, stored, messages)),
  };
}

/** Graph goes only forward: who asks again is shown the newest version. */
export const ofNewCall = {
  'two notifications of one version': ofVersions(
    [],
    [
      { name: 'A', reason: 'notification', shows: [firstVersion] },
      { name: 'B', reason: 'notification', shows: [firstVersion] },
    ],
  ),
  'two versions of a new call': ofVersions(
    [],
    [
      { name: 'A', reason: 'notification', shows: [firstVersion, secondVersion] },
      { name: 'B', reason: 'notification', shows: [secondVersion] },
    ],
  ),
  'two versions that start on different days': ofVersions(
    [],
    [
      { name: 'A', reason: 'notification', shows: [late, early] },
      { name: 'B', reason: 'notification', shows: [early] },
    ],
  ),
  'a version that a user has left beside the one before': ofVersions(
    [],
    [
      { name: 'A', reason: 'notification', shows: [firstVersion, withoutAda] },
      { name: 'B', reason: 'notification', shows: [withoutAda] },
    ],
  ),
  'two readings with one version number': ofVersions(
    [],
    [
      { name: 'A', reason: 'notification', shows: [firstVersion, sameNumber] },
      { name: 'B', reason: 'notification', shows: [sameNumber] },
    ],
  ),
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
    [
      { name: 'A', reason: 'notification', shows: [secondVersion, thirdVersion] },
      { name: 'B', reason: 'notification', shows: [thirdVersion] },
    ],
  ),
  'two versions that a user has left': ofVersions(
    [firstVersion],
    [
      { name: 'A', reason: 'notification', shows: [secondVersion, withoutAda] },
      { name: 'B', reason: 'notification', shows: [withoutAda] },
    ],
  ),
  'a replay beside a new version': aReplayBesideANewVersion((snapshots) =>
    storing(snapshots, [firstVersion]),
  ),
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
